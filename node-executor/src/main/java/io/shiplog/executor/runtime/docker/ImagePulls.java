package io.shiplog.executor.runtime.docker;

import com.github.dockerjava.api.model.AuthConfig;
import com.github.dockerjava.api.model.PullResponseItem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Pulls images side by side within a bound; who asks for one that is being pulled shares it. Thread-safe. */
final class ImagePulls implements AutoCloseable {

    /** Pulls side by side: a registry that hangs must not hold up all others. */
    static final int PULLS_MAX = 8;
    /** A pull without any progress is given up, as the kubelet did. */
    private static final long PROGRESS_SECONDS_MAX = 60;

    private record Key(String image, List<String> users) {}

    private final Engine engine;
    private final Map<Key, List<BiConsumer<String, Long>>> underWay = new HashMap<>();
    private final ThreadPoolExecutor pullers;

    ImagePulls(Engine engine) {
        this.engine = engine;
        pullers = new ThreadPoolExecutor(
                PULLS_MAX, PULLS_MAX, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                    Thread thread = new Thread(work, "docker-pull");
                    thread.setDaemon(true);
                    return thread;
                });
        pullers.allowCoreThreadTimeOut(true);
    }

    /**
     * Pulls.
     *
     * @param image with tag or digest
     * @param auths credentials to try in turn; none for an anonymous pull
     * @param whenDone takes why it failed (empty when it did not) and the milliseconds it took, on the puller's thread
     */
    void pull(String image, List<AuthConfig> auths, BiConsumer<String, Long> whenDone) {
        Key key = new Key(
                image,
                auths.stream()
                        .map(auth -> auth.getRegistryAddress() + " " + auth.getUsername() + " " + auth.getPassword()
                                + " " + auth.getIdentitytoken())
                        .toList());
        synchronized (underWay) {
            List<BiConsumer<String, Long>> waiting = underWay.get(key);
            if (waiting != null) {
                waiting.add(whenDone);
                return;
            }
            underWay.put(key, new ArrayList<>(List.of(whenDone)));
        }
        if (!pullers.isShutdown()) {
            pullers.execute(() -> run(key, auths));
        }
    }

    private void run(Key key, List<AuthConfig> auths) {
        long begin = System.nanoTime();
        String error = "";
        try {
            List<@Nullable AuthConfig> tried = new ArrayList<>(auths);
            if (tried.isEmpty()) {
                tried.add(null);
            }
            for (AuthConfig auth : tried) {
                error = once(key.image(), auth);
                if (error.isEmpty()) {
                    break;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            error = "the executor is being closed";
        } catch (RuntimeException e) {
            error = Engine.words(e);
        }
        long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
        List<BiConsumer<String, Long>> waiting;
        synchronized (underWay) {
            waiting = underWay.remove(key);
        }
        for (BiConsumer<String, Long> each : waiting == null ? List.<BiConsumer<String, Long>>of() : waiting) {
            each.accept(error, took);
        }
    }

    /** The engine answers 200 first and says what went wrong within the stream. */
    private String once(String image, @Nullable AuthConfig auth) throws InterruptedException {
        Progress progress = new Progress();
        try (progress) {
            engine.pull(image, auth, progress);
            while (!progress.over(1, TimeUnit.SECONDS)) {
                if (progress.idleSeconds() > PROGRESS_SECONDS_MAX) {
                    return "image pulling was canceled: no progress for " + PROGRESS_SECONDS_MAX + "s";
                }
            }
        } catch (IOException | RuntimeException e) {
            return progress.error().isEmpty() ? Engine.words(e) : progress.error();
        }
        return progress.error().isEmpty() && engine.image(image) == null
                ? "the engine says that it has pulled \"" + image + "\" and does not have it"
                : progress.error();
    }

    private static final class Progress extends Streamed<PullResponseItem> {
        private volatile String error = "";
        private volatile long seenNanos = System.nanoTime();

        @Override
        public void onNext(PullResponseItem item) {
            seenNanos = System.nanoTime();
            var detail = item.getErrorDetail();
            String words = detail == null || detail.getMessage() == null ? item.getError() : detail.getMessage();
            if (words != null && error.isEmpty()) {
                error = words;
            }
        }

        String error() {
            return error.isEmpty() ? failure() : error;
        }

        long idleSeconds() {
            return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - seenNanos);
        }
    }

    @Override
    public void close() {
        pullers.shutdownNow();
    }
}
