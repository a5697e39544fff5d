import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.jms.*;
import org.apache.activemq.ActiveMQConnection;
import org.apache.activemq.ActiveMQConnectionFactory;

/**
 * A JMS client that knows nothing of ours: "PORT QUEUE". It answers each message of the queue to its JMSReplyTo, by what the property "ask" says:
 * "describe" tells in words what it received, "make" sends a message of the kind and size asked for, "take" receives from another queue with a selector
 * and tells what came, "drop" receives from another queue and closes without acknowledging. "end" ends the program.
 */
public final class JmsMirror {
    private static ActiveMQConnection connection;

    public static void main(String[] args) throws Exception {
        ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory("tcp://127.0.0.1:" + args[0]);
        factory.setUseCompression(false);
        connection = (ActiveMQConnection) factory.createConnection();
        connection.start();
        Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
        MessageConsumer consumer = session.createConsumer(session.createQueue(args[1]));
        MessageProducer producer = session.createProducer(null);
        System.out.println("ready");
        while (true) {
            Message asked = consumer.receive();
            if (asked == null || "end".equals(asked.getStringProperty("ask")))
                break;
            Message answer;
            try {
                answer = answer(session, asked);
            } catch (Exception cause) {
                answer = session.createTextMessage("failed: " + cause);
            }
            answer.setJMSCorrelationID(asked.getJMSMessageID());
            connection.setUseCompression(asked.propertyExists("compressed") && asked.getBooleanProperty("compressed"));
            producer.send(asked.getJMSReplyTo(), answer, DeliveryMode.NON_PERSISTENT, asked.getJMSPriority(), 60000);
        }
        connection.close();
    }

    private static Message answer(Session session, Message asked) throws Exception {
        String ask = asked.getStringProperty("ask");
        if (ask.equals("describe"))
            return session.createTextMessage(describe(asked));
        if (ask.equals("make"))
            return make(session, asked.getStringProperty("kind"), asked.getIntProperty("size"));
        if (ask.equals("take"))
            return take(asked);
        if (ask.equals("drop"))
            return drop(asked);
        throw new IllegalArgumentException(ask);
    }

    private static Message make(Session session, String kind, int size) throws Exception {
        Message made;
        switch (kind) {
            case "text":
                made = session.createTextMessage("\u00e4".repeat(size));
                break;
            case "bytes": {
                BytesMessage bytes = session.createBytesMessage();
                byte[] content = new byte[size];
                for (int i = 0; i < size; i++)
                    content[i] = (byte) i;
                bytes.writeBytes(content);
                made = bytes;
                break;
            }
            case "map": {
                MapMessage map = session.createMapMessage();
                map.setBoolean("bool", true);
                map.setByte("byte", (byte) -5);
                map.setChar("char", '\u20ac');
                map.setShort("short", (short) -6);
                map.setInt("int", 7);
                map.setLong("long", 8L);
                map.setFloat("float", 1.5f);
                map.setDouble("double", -2.25);
                map.setString("string", "Z\u00fcrich \ud83d\ude00");
                map.setBytes("bytes", new byte[] {1, 2, 3});
                map.setString("null", null);
                made = map;
                break;
            }
            case "stream": {
                StreamMessage stream = session.createStreamMessage();
                stream.writeInt(7);
                stream.writeString("streamed");
                made = stream;
                break;
            }
            case "object":
                made = session.createObjectMessage("a java.lang.String");
                break;
            case "empty":
                made = session.createMessage();
                break;
            default:
                throw new IllegalArgumentException(kind);
        }
        made.setJMSType("made-" + kind);
        made.setStringProperty("kind", kind);
        made.setJMSReplyTo(session.createQueue("mirror.answers"));
        return made;
    }

    private static Message take(Message asked) throws Exception {
        Session other = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
        try {
            MessageConsumer consumer = other.createConsumer(other.createQueue(asked.getStringProperty("queue")), asked.getStringProperty("selector"));
            List<String> taken = new ArrayList<>();
            int count = asked.getIntProperty("count");
            for (int i = 0; i < count; i++) {
                Message message = consumer.receive(60000);
                if (message == null)
                    throw new JMSException("Only " + i + " messages came in a minute.");
                taken.add(describe(message));
            }
            consumer.close();
            return other.createTextMessage(String.join("\n", taken));
        } finally {
            other.close();
        }
    }

    private static Message drop(Message asked) throws Exception {
        Session other = connection.createSession(false, Session.CLIENT_ACKNOWLEDGE);
        MessageConsumer consumer = other.createConsumer(other.createQueue(asked.getStringProperty("queue")));
        Message message = consumer.receive(60000);
        other.close();
        if (message == null)
            throw new JMSException("No message came in a minute.");
        Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
        Message answer = session.createTextMessage(describe(message));
        session.close();
        return answer;
    }

    private static String describe(Message message) throws Exception {
        TreeMap<String, String> said = new TreeMap<>();
        for (Enumeration<?> names = message.getPropertyNames(); names.hasMoreElements();) {
            String name = (String) names.nextElement();
            if (!name.startsWith("JMSX") && !name.equals("ask"))
                said.put("p:" + name, typed(message.getObjectProperty(name)));
        }
        said.put("type", String.valueOf(message.getJMSType()));
        said.put("correlation", String.valueOf(message.getJMSCorrelationID()));
        said.put("priority", String.valueOf(message.getJMSPriority()));
        said.put("persistent", String.valueOf(message.getJMSDeliveryMode() == DeliveryMode.PERSISTENT));
        said.put("redelivered", String.valueOf(message.getJMSRedelivered()));
        said.put("lives", String.valueOf(message.getJMSExpiration() == 0 ? 0 : message.getJMSExpiration() - message.getJMSTimestamp()));
        said.put("replyTo", message.getJMSReplyTo() instanceof TemporaryQueue ? "temporary" : String.valueOf(message.getJMSReplyTo()));
        if (message instanceof TextMessage) {
            said.put("kind", "text");
            said.put("body", shorten(((TextMessage) message).getText()));
        } else if (message instanceof BytesMessage) {
            byte[] body = new byte[(int) ((BytesMessage) message).getBodyLength()];
            ((BytesMessage) message).readBytes(body);
            int sum = 0;
            for (byte b : body)
                sum = sum * 31 + b;
            said.put("kind", "bytes");
            said.put("body", body.length + " bytes, sum " + sum);
        } else if (message instanceof MapMessage) {
            said.put("kind", "map");
            for (Enumeration<?> names = ((MapMessage) message).getMapNames(); names.hasMoreElements();) {
                String name = (String) names.nextElement();
                said.put("m:" + name, typed(((MapMessage) message).getObject(name)));
            }
        } else {
            said.put("kind", "none");
        }
        StringBuilder line = new StringBuilder();
        for (Map.Entry<String, String> entry : said.entrySet())
            line.append(entry.getKey()).append('=').append(entry.getValue()).append('|');
        return line.toString();
    }

    private static String typed(Object value) {
        if (value == null)
            return "null";
        if (value instanceof byte[])
            return "bytes:" + java.util.Arrays.toString((byte[]) value);
        return value.getClass().getSimpleName() + ":" + value;
    }

    private static String shorten(String text) {
        return text == null ? "null" : text.length() <= 100 ? text : text.length() + " characters, hash " + text.hashCode();
    }
}
