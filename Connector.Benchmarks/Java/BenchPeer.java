import java.io.*;
import java.lang.IllegalStateException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.*;
import java.util.concurrent.*;
import java.util.concurrent.atomic.*;
import javax.jms.*;
import org.apache.activemq.*;

/**
 * The Java client at the work that the others do: "BenchPeer BROKERPORT CONTROLPORT" connects to the control port, carries out one line
 * after the other and answers each with one line. A line is "KIND PERSISTENT PRODUCERS INFLIGHT COUNT QUEUE". The client's settings are its
 * own defaults; only the acknowledgement is individual, as the work asks.
 */
public final class BenchPeer {
    private static final int BODY = 1024;
    private static final int BEHIND_TIME = BODY - Long.BYTES;
    private static final int LIMIT_SECONDS = 120;

    private final ActiveMQConnectionFactory factory;
    private final List<Connection> open = new ArrayList<>();

    private BenchPeer(String port) {
        factory = new ActiveMQConnectionFactory("tcp://127.0.0.1:" + port);
    }

    public static void main(String[] args) throws Exception {
        try (Socket control = new Socket("127.0.0.1", Integer.parseInt(args[1]))) {
            BufferedReader lines = new BufferedReader(new InputStreamReader(control.getInputStream(), StandardCharsets.US_ASCII));
            Writer answers = new OutputStreamWriter(control.getOutputStream(), StandardCharsets.US_ASCII);
            for (String line; (line = lines.readLine()) != null;) {
                String answer;
                BenchPeer peer = new BenchPeer(args[0]);
                try {
                    answer = peer.run(line.split(" "));
                } catch (Exception cause) {
                    answer = "error " + cause.toString().replace('\n', ' ');
                } finally {
                    peer.close();
                }
                answers.write(answer + "\n");
                answers.flush();
            }
        }
    }

    private String run(String[] work) throws Exception {
        boolean persistent = Boolean.parseBoolean(work[1]);
        int producers = Integer.parseInt(work[2]);
        int inFlight = Integer.parseInt(work[3]);
        int count = Integer.parseInt(work[4]);
        switch (work[0]) {
            case "Flow": return flow(persistent, producers, count, work[5]);
            case "Store": return store(persistent, producers, count, work[5]);
            case "Request": return requests(persistent, inFlight, count, work[5]);
            default: throw new IllegalArgumentException("Unknown work " + work[0]);
        }
    }

    /** Sends while a consumer on another connection receives: from the first send to the last receipt. */
    private String flow(boolean persistent, int producers, int count, String queue) throws Exception {
        Receiver receiver = new Receiver(count);
        Connection consuming = connect();
        receiver.subscribe(consuming, queue);
        Senders senders = new Senders(persistent, producers, count, queue);
        long start = System.nanoTime();
        senders.run();
        long sent = System.nanoTime();
        receiver.await();
        return answer(receiver.last - start, sent - start, 0, senders.took, receiver.took);
    }

    /** Sends with nobody there, then receives what has gathered. */
    private String store(boolean persistent, int producers, int count, String queue) throws Exception {
        Senders senders = new Senders(persistent, producers, count, queue);
        long start = System.nanoTime();
        senders.run();
        long sent = System.nanoTime();
        Receiver receiver = new Receiver(count);
        Connection consuming = connect();
        long begin = System.nanoTime();
        receiver.subscribe(consuming, queue);
        receiver.await();
        return answer(receiver.last - start, sent - start, receiver.last - begin, senders.took, receiver.took);
    }

    /** One thread sends requests, no more than so many unanswered; a responder on another connection answers each. */
    private String requests(boolean persistent, int inFlight, int count, String queue) throws Exception {
        int mode = persistent ? DeliveryMode.PERSISTENT : DeliveryMode.NON_PERSISTENT;
        Connection responding = connect();
        Session responder = responding.createSession(false, ActiveMQSession.INDIVIDUAL_ACKNOWLEDGE);
        MessageProducer replies = responder.createProducer(null);
        replies.setDeliveryMode(mode);
        AtomicReference<Exception> failed = new AtomicReference<>();
        responder.createConsumer(responder.createQueue(queue)).setMessageListener(request -> {
            try {
                BytesMessage reply = responder.createBytesMessage();
                reply.writeBytes(read((BytesMessage) request));
                reply.setJMSCorrelationID(request.getJMSCorrelationID());
                replies.send(request.getJMSReplyTo(), reply);
                request.acknowledge();
            } catch (Exception cause) {
                failed.set(cause);
            }
        });

        Connection requesting = connect();
        Session listening = requesting.createSession(false, ActiveMQSession.INDIVIDUAL_ACKNOWLEDGE);
        Session sending = requesting.createSession(false, ActiveMQSession.INDIVIDUAL_ACKNOWLEDGE);
        Destination replyTo = listening.createTemporaryQueue();
        Semaphore places = new Semaphore(inFlight);
        CountDownLatch done = new CountDownLatch(count);
        long[] began = new long[count];
        long[] took = new long[count];
        listening.createConsumer(replyTo).setMessageListener(reply -> {
            try {
                int index = Integer.parseInt(reply.getJMSCorrelationID());
                read((BytesMessage) reply);
                took[index] = System.nanoTime() - began[index];
                reply.acknowledge();
                places.release();
                done.countDown();
            } catch (Exception cause) {
                failed.set(cause);
            }
        });
        MessageProducer producer = sending.createProducer(sending.createQueue(queue));
        producer.setDeliveryMode(mode);
        byte[] body = new byte[BODY];
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            if (!places.tryAcquire(LIMIT_SECONDS, TimeUnit.SECONDS))
                throw new IllegalStateException("No answer came in time; " + failed.get());
            BytesMessage request = sending.createBytesMessage();
            request.writeBytes(body);
            request.setJMSReplyTo(replyTo);
            request.setJMSCorrelationID(Integer.toString(i));
            began[i] = System.nanoTime();
            producer.send(request);
        }
        if (!done.await(LIMIT_SECONDS, TimeUnit.SECONDS))
            throw new IllegalStateException(done.getCount() + " answers did not come in time; " + failed.get());
        long elapsed = System.nanoTime() - start;
        return answer(elapsed, elapsed, 0, new long[0], took);
    }

    private Connection connect() throws JMSException {
        Connection connection = factory.createConnection();
        synchronized (open) {
            open.add(connection);
        }
        connection.start();
        return connection;
    }

    private void close() throws JMSException {
        for (Connection connection : open)
            connection.close();
    }

    private static byte[] read(BytesMessage message) throws JMSException {
        byte[] body = new byte[(int) message.getBodyLength()];
        message.readBytes(body);
        return body;
    }

    // Nanoseconds: from the first send to the last receipt, sending, receiving; then p50 and p99 of a send and of a message's way.
    private static String answer(long all, long sending, long receiving, long[] sends, long[] ways) {
        Arrays.sort(sends);
        Arrays.sort(ways);
        return "ok " + all + " " + sending + " " + receiving + " " + at(sends, 50) + " " + at(sends, 99) + " " + at(ways, 50) + " " + at(ways, 99);
    }

    private static long at(long[] sorted, int percent) {
        return sorted.length == 0 ? 0 : sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)];
    }

    /** A thread and a connection for each producer. */
    private final class Senders {
        final long[] took;
        private final List<Callable<Void>> work = new ArrayList<>();

        Senders(boolean persistent, int producers, int count, String queue) throws JMSException {
            took = new long[count];
            byte[] padding = new byte[BEHIND_TIME];
            for (int p = 0; p < producers; p++) {
                Session session = connect().createSession(false, ActiveMQSession.INDIVIDUAL_ACKNOWLEDGE);
                MessageProducer producer = session.createProducer(session.createQueue(queue));
                producer.setDeliveryMode(persistent ? DeliveryMode.PERSISTENT : DeliveryMode.NON_PERSISTENT);
                int first = p;
                work.add(() -> {
                    for (int i = first; i < count; i += producers) {
                        long began = System.nanoTime();
                        BytesMessage message = session.createBytesMessage();
                        message.writeLong(began);
                        message.writeBytes(padding);
                        producer.send(message);
                        took[i] = System.nanoTime() - began;
                    }
                    return null;
                });
            }
        }

        void run() throws Exception {
            ExecutorService threads = Executors.newFixedThreadPool(work.size());
            try {
                for (Future<Void> done : threads.invokeAll(work, LIMIT_SECONDS, TimeUnit.SECONDS))
                    done.get();
            } finally {
                threads.shutdownNow();
            }
        }
    }

    /** One consumer that reads each body and acknowledges each message. */
    private static final class Receiver {
        final long[] took;
        volatile long last;
        private final CountDownLatch done;
        private final AtomicReference<Exception> failed = new AtomicReference<>();
        private int received;

        Receiver(int count) {
            took = new long[count];
            done = new CountDownLatch(count);
        }

        void subscribe(Connection connection, String queue) throws JMSException {
            Session session = connection.createSession(false, ActiveMQSession.INDIVIDUAL_ACKNOWLEDGE);
            byte[] padding = new byte[BEHIND_TIME];
            session.createConsumer(session.createQueue(queue)).setMessageListener(message -> {
                try {
                    BytesMessage bytes = (BytesMessage) message;
                    long sent = bytes.readLong();
                    bytes.readBytes(padding);
                    message.acknowledge();
                    long now = System.nanoTime();
                    took[received++] = now - sent;
                    last = now;
                    done.countDown();
                } catch (Exception cause) {
                    failed.set(cause);
                }
            });
        }

        void await() throws Exception {
            if (!done.await(LIMIT_SECONDS, TimeUnit.SECONDS))
                throw new IllegalStateException(done.getCount() + " messages did not come in time; " + failed.get());
        }
    }
}
