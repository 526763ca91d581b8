package io.shiplog.executor.runtime.docker;

import com.github.dockerjava.api.async.ResultCallback;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What an engine sends piece by piece on one connection, until it ends, breaks off or is closed. */
abstract class Answers<T> extends ResultCallback.Adapter<T> {

    private final CountDownLatch over = new CountDownLatch(1);

    @Override
    public void onComplete() {
        try {
            super.onComplete();
        } finally {
            over.countDown();
        }
    }

    /**
     * Waits for the end, but not longer; false when it has not come. The stream stays open then: the library's own
     * method closes it, so that events are missed and a pull that takes longer than one look is broken off.
     */
    @Override
    public boolean awaitCompletion(long limit, TimeUnit unit) throws InterruptedException {
        return over.await(limit, unit);
    }
}
