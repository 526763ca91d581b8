package io.shiplog.standalone.sim;

import io.shiplog.schemas.topic.Topic;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.apache.avro.specific.SpecificRecord;

/**
 * A producer without transactions: records of one partition arrive in the order of sending, each after a
 * while; with the
 * broker away (or the way to it cut) they wait. What is under way when the process dies may arrive or not.
 */
final class SimProducer {

    private static final int LATENCY_MILLIS_MAX = 4;
    /** Kafka's reconnect.backoff.max.ms is a second; a request that failed may take a little longer. */
    private static final int RECONNECT_MILLIS_MAX = 1_500;

    private record Pending(long arrivalMillis, String key, SpecificRecord value, Runnable acknowledged) {}

    private final class Channel {
        private final SimPartition partition;
        private final Deque<Pending> queue = new ArrayDeque<>();
        private long last;
        private boolean waiting;

        Channel(SimPartition partition) {
            this.partition = partition;
        }

        void add(String key, SpecificRecord value, Runnable acknowledged, long delayMillis) {
            long arrival = world.clock().now() + 1 + random.nextInt(LATENCY_MILLIS_MAX) + delayMillis;
            last = Math.max(arrival, last);
            queue.add(new Pending(last, key, value, acknowledged));
            arm(last);
        }

        private void arm(long at) {
            if (!waiting) {
                waiting = true;
                world.clock().at(at, this::drain);
            }
        }

        private void drain() {
            waiting = false;
            Pending head = queue.peek();
            while (!lost
                    && head != null
                    && head.arrivalMillis() <= world.clock().now()) {
                if (cut || !world.log().up()) {
                    arm(world.clock().now() + 1 + random.nextInt(RECONNECT_MILLIS_MAX));
                    return;
                }
                queue.remove();
                world.log().append(partition.topic(), partition.number(), head.key(), head.value(), null);
                head.acknowledged().run();
                head = queue.peek();
            }
            if (!lost && head != null) {
                arm(head.arrivalMillis());
            }
        }
    }

    private final World world;
    private final Random random;
    private final Map<SimPartition, Channel> channels = new HashMap<>();
    private boolean cut;
    private boolean lost;

    SimProducer(World world, Random random) {
        this.world = world;
        this.random = random;
    }

    /** Cuts or mends the way to the broker. */
    void cut(boolean now) {
        cut = now;
    }

    /** What has not arrived never will. */
    void lose() {
        lost = true;
    }

    /** Sends; acknowledged runs when it has arrived. */
    void send(Topic topic, int number, String key, SpecificRecord value, Runnable acknowledged) {
        send(topic, number, key, value, acknowledged, 0);
    }

    /** Sends with an extra delay, which holds back what is sent after it to the same partition. */
    void send(Topic topic, int number, String key, SpecificRecord value, Runnable acknowledged, long delayMillis) {
        channels.computeIfAbsent(world.log().partition(topic, number), Channel::new)
                .add(key, value, acknowledged, delayMillis);
    }
}
