import java.util.HashMap;
import java.util.TreeMap;
import org.apache.activemq.command.*;
import org.apache.activemq.openwire.OpenWireFormat;
import org.apache.activemq.util.ByteSequence;

/** Prints the frames that ActiveMQ's own marshallers write for fixed commands: version 12, loose, no cache, no stack traces. */
public final class GoldenFrames {
    private static final OpenWireFormat FORMAT = new OpenWireFormat(12);

    public static void main(String[] args) throws Exception {
        FORMAT.setCacheEnabled(false);
        FORMAT.setTightEncodingEnabled(false);
        FORMAT.setStackTraceEnabled(false);
        FORMAT.setSizePrefixDisabled(false);

        ConnectionId connection = new ConnectionId("ID:golden-1:1");
        SessionId session = new SessionId(connection, 2);
        ConsumerId consumer = new ConsumerId(session, 3);
        ProducerId producer = new ProducerId(session, 4);
        ActiveMQQueue queue = new ActiveMQQueue("orders");
        ActiveMQTopic topic = new ActiveMQTopic("news");
        ActiveMQTempQueue temporary = new ActiveMQTempQueue("ID:golden-1:1:7");

        WireFormatInfo format = new WireFormatInfo();
        format.setVersion(12);
        format.setCacheEnabled(false);
        print("WireFormatInfo", format);

        BrokerInfo broker = new BrokerInfo();
        broker.setBrokerId(new BrokerId("ID:broker-1"));
        broker.setBrokerName("lab");
        broker.setBrokerURL("tcp://localhost:61616");
        broker.setFaultTolerantConfiguration(true);
        broker.setConnectionId(9);
        print("BrokerInfo", numbered(broker, 1, false));

        ConnectionInfo info = new ConnectionInfo(connection);
        info.setClientId("client");
        info.setUserName("user");
        info.setPassword("secret");
        info.setManageable(true);
        info.setFaultTolerant(true);
        info.setFailoverReconnect(true);
        print("ConnectionInfo", numbered(info, 2, true));

        print("SessionInfo", numbered(new SessionInfo(session), 3, true));

        ConsumerInfo subscription = new ConsumerInfo(consumer);
        subscription.setDestination(queue);
        subscription.setPrefetchSize(17);
        subscription.setDispatchAsync(true);
        subscription.setSelector("size > 3");
        subscription.setClientId("client");
        subscription.setSubscriptionName("keeper");
        subscription.setNoLocal(true);
        subscription.setExclusive(true);
        subscription.setRetroactive(true);
        subscription.setBrowser(true);
        subscription.setPriority((byte) -5);
        subscription.setMaximumPendingMessageLimit(11);
        print("ConsumerInfo", numbered(subscription, 4, true));

        ProducerInfo sender = new ProducerInfo(producer);
        sender.setDestination(topic);
        sender.setWindowSize(1024);
        print("ProducerInfo", numbered(sender, 5, true));
        print("ProducerInfo.anonymous", numbered(new ProducerInfo(producer), 5, true));

        print("DestinationInfo", numbered(new DestinationInfo(connection, DestinationInfo.REMOVE_OPERATION_TYPE, temporary), 6, true));

        RemoveSubscriptionInfo unsubscribe = new RemoveSubscriptionInfo();
        unsubscribe.setConnectionId(connection);
        unsubscribe.setClientId("client");
        unsubscribe.setSubscriptionName("keeper");
        print("RemoveSubscriptionInfo", numbered(unsubscribe, 7, true));

        print("KeepAliveInfo", numbered(new KeepAliveInfo(), 8, true));
        print("ShutdownInfo", numbered(new ShutdownInfo(), 9, false));
        print("RemoveInfo.consumer", numbered(removal(consumer, 99), 10, true));
        print("RemoveInfo.producer", numbered(removal(producer, -1), 11, true));
        print("RemoveInfo.session", numbered(removal(session, -1), 12, true));
        print("RemoveInfo.connection", numbered(removal(connection, -1), 13, true));

        ConnectionError error = new ConnectionError();
        error.setConnectionId(connection);
        error.setException(new IllegalStateException("broken"));
        print("ConnectionError", numbered(error, 14, false));

        ConsumerControl control = new ConsumerControl();
        control.setConsumerId(consumer);
        control.setDestination(queue);
        control.setClose(true);
        control.setPrefetch(5);
        control.setStop(true);
        print("ConsumerControl", numbered(control, 15, false));

        ConnectionControl cluster = new ConnectionControl();
        cluster.setFaultTolerant(true);
        cluster.setConnectedBrokers("tcp://b1:61616,tcp://b2:61616");
        cluster.setReconnectTo("tcp://b2:61616");
        cluster.setRebalanceConnection(true);
        print("ConnectionControl", numbered(cluster, 16, false));

        print("ProducerAck", numbered(new ProducerAck(producer, 4096), 17, false));

        MessagePull pull = new MessagePull();
        pull.setConsumerId(consumer);
        pull.setDestination(queue);
        pull.setTimeout(1500);
        print("MessagePull", numbered(pull, 18, true));

        MessageId id = new MessageId(producer, 42);
        id.setBrokerSequenceId(77);
        MessageAck ack = new MessageAck();
        ack.setDestination(queue);
        ack.setConsumerId(consumer);
        ack.setAckType(MessageAck.INDIVIDUAL_ACK_TYPE);
        ack.setFirstMessageId(id);
        ack.setLastMessageId(id);
        ack.setMessageCount(1);
        print("MessageAck.individual", numbered(ack, 19, false));
        ack.setFirstMessageId(null);
        ack.setAckType(MessageAck.STANDARD_ACK_TYPE);
        ack.setMessageCount(8);
        print("MessageAck.range", numbered(ack, 20, false));
        ack.setAckType(MessageAck.POISON_ACK_TYPE);
        ack.setFirstMessageId(id);
        ack.setMessageCount(1);
        ack.setPoisonCause(new IllegalStateException("unreadable"));
        print("MessageAck.poison", numbered(ack, 21, false));

        Response response = new Response();
        response.setCorrelationId(5);
        print("Response", numbered(response, 22, false));
        ExceptionResponse refusal = new ExceptionResponse(new SecurityException("not you"));
        refusal.setCorrelationId(2);
        print("ExceptionResponse", numbered(refusal, 23, false));
        IntegerResponse number = new IntegerResponse(6);
        number.setCorrelationId(3);
        print("IntegerResponse", numbered(number, 24, false));
        DataResponse data = new DataResponse(connection);
        data.setCorrelationId(4);
        print("DataResponse", numbered(data, 25, false));

        ActiveMQBytesMessage bytes = new ActiveMQBytesMessage();
        head(bytes, producer, queue, temporary, id);
        bytes.writeBytes(new byte[] {1, 2, 3, -1});
        bytes.setStringProperty("Content-Type", "application/json");
        bytes.storeContent();
        print("BytesMessage", numbered(bytes, 26, true));

        ActiveMQTextMessage text = new ActiveMQTextMessage();
        head(text, producer, queue, temporary, id);
        text.setText("Gr\u00fc\u00dfe \ud83d\ude00 \u0000.");
        text.storeContent();
        print("TextMessage", numbered(text, 27, true));

        MessageDispatch dispatch = new MessageDispatch();
        dispatch.setConsumerId(consumer);
        dispatch.setDestination(queue);
        dispatch.setRedeliveryCounter(2);
        bytes.setRedeliveryCounter(2);
        dispatch.setMessage(bytes);
        print("MessageDispatch", numbered(dispatch, 28, false));
        dispatch.setMessage(null);
        dispatch.setRedeliveryCounter(0);
        print("MessageDispatch.end", numbered(dispatch, 29, false));
    }

    private static void head(ActiveMQMessage message, ProducerId producer, ActiveMQDestination to, ActiveMQDestination replyTo, MessageId id)
        throws Exception {
        message.setProducerId(producer);
        message.setDestination(to);
        message.setMessageId(id);
        message.setGroupID("group");
        message.setGroupSequence(6);
        message.setCorrelationId("correlation");
        message.setPersistent(true);
        message.setExpiration(1700000000123L);
        message.setPriority((byte) 7);
        message.setReplyTo(replyTo);
        message.setTimestamp(1600000000456L);
        message.setType("order");
        message.setUserID("alice");
    }

    private static RemoveInfo removal(DataStructure what, long last) {
        RemoveInfo remove = new RemoveInfo(what);
        remove.setLastDeliveredSequenceId(last);
        return remove;
    }

    private static <T extends BaseCommand> T numbered(T command, int id, boolean responseRequired) {
        command.setCommandId(id);
        command.setResponseRequired(responseRequired);
        return command;
    }

    private static void print(String name, Object command) throws Exception {
        ByteSequence frame = FORMAT.marshal(command);
        StringBuilder hex = new StringBuilder();
        for (int i = 0; i < frame.length; i++)
            hex.append(String.format("%02x", frame.data[frame.offset + i]));
        System.out.println(name + " " + hex);
    }
}
