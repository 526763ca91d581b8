package io.shiplog.executor.runtime.docker;

import com.github.dockerjava.api.async.ResultCallback;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * An answer that the engine gives piece by piece. Waiting for its end for a while leaves it open; the client's own
 * {@code awaitCompletion} with a limit closes it when the limit is reached, so nobody here calls that.
 */
abstract class Streamed<T> extends ResultCallback.Adapter<T> {

    private final CountDownLatch over = new CountDownLatch(1);
    private volatile String failure = "";

    /** True when it has ended, well or not; false when it goes on after this time. */
    final boolean over(long time, TimeUnit unit) throws InterruptedException {
        return over.await(time, unit);
    }

    /** Why it broke off, or empty. */
    final String failure() {
        return failure;
    }

    @Override
    public void onComplete() {
        super.onComplete();
        over.countDown();
    }

    /** The client's own way would log what is only the engine's answer as an error of the program. */
    @Override
    public void onError(Throwable thrown) {
        if (failure.isEmpty()) {
            failure = Engine.words(thrown);
        }
        onComplete();
    }
}
