import java.nio.charset.StandardCharsets;
import java.util.UUID;
import javax.jms.BytesMessage;
import javax.jms.Connection;
import javax.jms.DeliveryMode;
import javax.jms.Message;
import javax.jms.MessageConsumer;
import javax.jms.MessageProducer;
import javax.jms.Session;
import javax.jms.TextMessage;
import org.apache.activemq.ActiveMQConnectionFactory;

/**
 * A client app that knows nothing of .NET, of MassTransit or of this project: plain JMS and two facts, the names of the topics
 * and the shape of the envelope. Arguments: broker URL, agent id, "bytes" or "text", the state to wait for.
 *
 * It publishes MakeReady and prints every AgentStateChanged of the agent until the wanted state has come, one JSON body a line.
 */
public final class JmsPeer {
  private static final String CONTENT_TYPE = "application/vnd.masstransit+json";

  public static void main(String[] args) throws Exception {
    String agentId = args[1];
    Connection connection = new ActiveMQConnectionFactory(args[0]).createConnection();
    try {
      connection.start();
      Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
      MessageConsumer events = session.createConsumer(
          session.createQueue("Consumer.jms-peer.VirtualTopic.Connector.Contracts.AgentStateChanged"));

      MessageProducer requests =
          session.createProducer(session.createTopic("VirtualTopic.Connector.Contracts.MakeReady"));
      requests.setDeliveryMode(DeliveryMode.PERSISTENT);
      UUID messageId = UUID.randomUUID();
      requests.send(message(session, args[2], envelope(messageId, agentId)));
      System.out.println("SENT " + messageId);

      long deadline = System.nanoTime() + 20_000_000_000L;
      while (System.nanoTime() < deadline) {
        Message event = events.receive(1000);
        if (event == null) {
          continue;
        }
        String body = textOf(event).replaceAll("\\s*\\n\\s*", " ");
        if (!body.contains("\"agentId\": \"" + agentId + "\"") && !body.contains("\"agentId\":\"" + agentId + "\"")) {
          continue;
        }
        System.out.println("CONTENT-TYPE " + event.getStringProperty("Content-Type"));
        System.out.println("EVENT " + body);
        if (body.replace(" ", "").contains("\"state\":\"" + args[3] + "\"")) {
          return;
        }
      }
      System.out.println("NOTHING within 20 s");
      System.exit(1);
    } finally {
      connection.close();
    }
  }

  private static String envelope(UUID messageId, String agentId) {
    return "{\"messageId\":\"" + messageId + "\","
        + "\"messageType\":[\"urn:message:Connector.Contracts:MakeReady\"],"
        + "\"message\":{\"agentId\":\"" + agentId + "\",\"clientId\":\"jms-peer\"}}";
  }

  private static Message message(Session session, String kind, String body) throws Exception {
    Message message;
    if (kind.equals("bytes")) {
      BytesMessage bytes = session.createBytesMessage();
      bytes.writeBytes(body.getBytes(StandardCharsets.UTF_8));
      message = bytes;
    } else {
      message = session.createTextMessage(body);
    }
    // No Java identifier, as JMS 1.1 would have it; ActiveMQ's client lets it pass.
    message.setStringProperty("Content-Type", CONTENT_TYPE);
    return message;
  }

  private static String textOf(Message message) throws Exception {
    if (message instanceof TextMessage) {
      return ((TextMessage) message).getText();
    }
    BytesMessage bytes = (BytesMessage) message;
    byte[] body = new byte[(int) bytes.getBodyLength()];
    bytes.readBytes(body);
    return new String(body, StandardCharsets.UTF_8);
  }
}
