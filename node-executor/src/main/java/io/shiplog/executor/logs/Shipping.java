package io.shiplog.executor.logs;

import io.shiplog.executor.runtime.FoundPod;
import io.shiplog.executor.runtime.Observation;
import io.shiplog.executor.runtime.RuntimeCall;
import java.util.List;

/** Takes the lines of a process's containers to where they are kept. Told of everything that starts and ends. */
public interface Shipping extends AutoCloseable {

    /** Of a runtime whose containers say nothing: no thread, no producer, no file. */
    Shipping NONE = new Shipping() {
        @Override
        public void adopt(List<FoundPod> found) {}

        @Override
        public void seen(List<Observation> observations) {}

        @Override
        public List<RuntimeCall> pass(List<RuntimeCall> calls, long nowMillis) {
            return calls;
        }

        @Override
        public long nextMillis() {
            return Long.MAX_VALUE;
        }

        @Override
        public void close() {}
    };

    /** What the runtime held when the process began. Called once, before anything else. */
    void adopt(List<FoundPod> found);

    /** What the runtime has seen, from any thread. Returns at once. */
    void seen(List<Observation> observations);

    /**
     * The calls that may go to the runtime now. The removal of a pod, which takes its lines with it, is held back until
     * they are shipped or a bounded time is over, and what is asked for the same pod afterwards waits with it.
     */
    List<RuntimeCall> pass(List<RuntimeCall> calls, long nowMillis);

    /** When {@link #pass} has to be called at the latest, though it be with nothing. */
    long nextMillis();

    /** Sends what was read, as far as that goes quickly. */
    @Override
    void close();
}
