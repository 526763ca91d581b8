package io.shiplog.executor.logs;

import io.shiplog.executor.runtime.RuntimeCall;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Holds removals of pods back while their last lines are on their way. Not thread-safe. */
final class RemovalGate {

    /** A removal waits at most this long: a pod must go, though its last lines be lost. */
    static final long DRAIN_MILLIS_MAX = 2_000;

    private static final class Held {
        final long untilMillis;
        final List<RuntimeCall> calls = new ArrayList<>();

        Held(long untilMillis) {
            this.untilMillis = untilMillis;
        }
    }

    private final Predicate<String> draining;
    private final Map<String, Held> heldByUid = new LinkedHashMap<>();

    /**
     * A gate without anything behind it.
     *
     * @param draining is something of the pod with this uid still to be shipped?
     */
    RemovalGate(Predicate<String> draining) {
        this.draining = draining;
    }

    /** The calls that may go now, those that have waited first. */
    List<RuntimeCall> pass(List<RuntimeCall> calls, long nowMillis) {
        List<RuntimeCall> out = new ArrayList<>(calls.size());
        Iterator<Map.Entry<String, Held>> waiting = heldByUid.entrySet().iterator();
        while (waiting.hasNext()) {
            Map.Entry<String, Held> held = waiting.next();
            if (nowMillis >= held.getValue().untilMillis || !draining.test(held.getKey())) {
                out.addAll(held.getValue().calls);
                waiting.remove();
            }
        }
        for (RuntimeCall call : calls) {
            String uid = call.pod().uid();
            Held held = heldByUid.get(uid);
            if (held == null && call instanceof RuntimeCall.RemovePod && draining.test(uid)) {
                held = new Held(nowMillis + DRAIN_MILLIS_MAX);
                heldByUid.put(uid, held);
            }
            (held == null ? out : held.calls).add(call);
        }
        return out;
    }

    /** When the first of those that wait must go. */
    long nextMillis() {
        long next = Long.MAX_VALUE;
        for (Held held : heldByUid.values()) {
            next = Math.min(next, held.untilMillis);
        }
        return next;
    }
}
