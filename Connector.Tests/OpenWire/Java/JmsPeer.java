import java.util.Enumeration;
import javax.jms.*;
import org.apache.activemq.ActiveMQConnection;
import org.apache.activemq.ActiveMQConnectionFactory;

/** A JMS client that knows nothing of ours: "send PORT QUEUE" sends one message of each kind, "echo PORT QUEUE N" prints what it receives, "hold PORT QUEUE" subscribes and stays. */
public final class JmsPeer {
    public static void main(String[] args) throws Exception {
        ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory("tcp://127.0.0.1:" + args[1]);
        factory.setUseCompression(false);
        ActiveMQConnection connection = (ActiveMQConnection) factory.createConnection();
        connection.start();
        Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
        Destination queue = session.createQueue(args[2]);
        if (args[0].equals("send"))
            send(connection, session, queue);
        else if (args[0].equals("hold"))
            hold(session, queue);
        else
            echo(session, queue, Integer.parseInt(args[3]));
        connection.close();
    }

    private static void send(ActiveMQConnection connection, Session session, Destination queue) throws Exception {
        MessageProducer producer = session.createProducer(queue);
        for (boolean compressed : new boolean[] {false, true}) {
            connection.setUseCompression(compressed);
            TextMessage text = session.createTextMessage("Gr\u00fc\u00dfe \ud83d\ude00 \u0000 " + "long ".repeat(100));
            text.setJMSType("order");
            text.setJMSCorrelationID("c1");
            text.setJMSReplyTo(session.createTopic("answers"));
            text.setBooleanProperty("bool", true);
            text.setByteProperty("byte", (byte) -5);
            text.setShortProperty("short", (short) -6);
            text.setIntProperty("int", 7);
            text.setLongProperty("long", 8L);
            text.setFloatProperty("float", 1.5f);
            text.setDoubleProperty("double", -2.25);
            text.setStringProperty("string", "\ud83d\ude00");
            producer.send(text, DeliveryMode.PERSISTENT, 7, 60000);

            BytesMessage bytes = session.createBytesMessage();
            bytes.writeBytes("the body".repeat(50).getBytes("UTF-8"));
            producer.send(bytes);

            MapMessage map = session.createMapMessage();
            map.setString("name", "Ada");
            map.setInt("age", 36);
            map.setBytes("raw", new byte[] {1, 2});
            producer.send(map);
        }
    }

    private static void hold(Session session, Destination queue) throws Exception {
        session.createConsumer(queue);
        System.out.println("ready");
        Thread.sleep(Long.MAX_VALUE);
    }

    private static void echo(Session session, Destination queue, int count) throws Exception {
        MessageConsumer consumer = session.createConsumer(queue);
        System.out.println("ready");
        for (int i = 0; i < count; i++) {
            Message message = consumer.receive(20000);
            if (message == null)
                throw new JMSException("No message came within 20 s.");
            StringBuilder line = new StringBuilder(message instanceof TextMessage ? "text" : "bytes");
            line.append("|type=").append(message.getJMSType());
            line.append("|correlation=").append(message.getJMSCorrelationID());
            line.append("|replyTo=").append(message.getJMSReplyTo());
            line.append("|priority=").append(message.getJMSPriority());
            line.append("|mode=").append(message.getJMSDeliveryMode());
            line.append("|redelivered=").append(message.getJMSRedelivered());
            for (Enumeration<?> names = message.getPropertyNames(); names.hasMoreElements();) {
                String name = (String) names.nextElement();
                if (name.startsWith("JMSX"))
                    continue;
                Object value = message.getObjectProperty(name);
                line.append("|").append(name).append("=").append(value.getClass().getSimpleName()).append(":").append(escape(value.toString()));
            }
            if (message instanceof TextMessage) {
                line.append("|body=").append(escape(((TextMessage) message).getText()));
            } else {
                byte[] body = new byte[(int) ((BytesMessage) message).getBodyLength()];
                ((BytesMessage) message).readBytes(body);
                line.append("|body=").append(escape(new String(body, "ISO-8859-1")));
            }
            System.out.println(line);
        }
    }

    private static String escape(String text) {
        StringBuilder escaped = new StringBuilder();
        for (char c : text.toCharArray())
            escaped.append(c >= ' ' && c <= '~' && c != '|' ? String.valueOf(c) : String.format("\\u%04x", (int) c));
        return escaped.toString();
    }
}
