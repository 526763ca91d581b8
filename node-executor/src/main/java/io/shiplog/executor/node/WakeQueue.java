package io.shiplog.executor.node;

import io.shiplog.executor.pod.PodRun;
import io.shiplog.executor.pod.PodSync;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * One queue of wake-ups for all pods. A pod's newest wish counts; older entries are void and fall out when their time
 * comes.
 */
final class WakeQueue {

    private record Wake(long atMillis, long order, PodRun pod) implements Comparable<Wake> {
        @Override
        public int compareTo(Wake other) {
            int byTime = Long.compare(atMillis, other.atMillis);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private final PriorityQueue<Wake> queue = new PriorityQueue<>();
    private long order;

    /** Wakes the pod then, and not at any time wished before; {@link PodSync#NEVER} cancels. */
    void schedule(PodRun pod, long atMillis) {
        if (pod.wakeAtMillis == atMillis) {
            return;
        }
        pod.wakeAtMillis = atMillis;
        if (atMillis != PodSync.NEVER) {
            queue.add(new Wake(atMillis, order++, pod));
        }
    }

    /** The next pod that is due, or null. */
    @Nullable
    PodRun poll(long nowMillis) {
        Wake wake = queue.peek();
        while (wake != null && wake.atMillis() <= nowMillis) {
            queue.remove();
            if (wake.pod().wakeAtMillis == wake.atMillis()) {
                wake.pod().wakeAtMillis = PodSync.NEVER;
                return wake.pod();
            }
            wake = queue.peek();
        }
        return null;
    }

    /** Time of the next entry (which may turn out void), or {@link PodSync#NEVER}. */
    long nextMillis() {
        Wake wake = queue.peek();
        return wake == null ? PodSync.NEVER : wake.atMillis();
    }
}
