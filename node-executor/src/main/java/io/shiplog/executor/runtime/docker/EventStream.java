package io.shiplog.executor.runtime.docker;

import com.github.dockerjava.api.model.Event;
import com.github.dockerjava.api.model.EventType;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the ends of containers on a connection of its own. The engine does not replay what was missed, so after
 * every (re)connect everything is listed anew, and now and then as well.
 */
final class EventStream implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);
    private static final long RETRY_MILLIS = 500;
    private static final long PING_SECONDS = 5;
    /** What an engine does not tell is found in half a minute: Podman is silent where its own cleanup fails. */
    private static final int PINGS_PER_RESYNC = 6;

    /** Who is told. */
    interface Listener {
        /** Lists everything and says what has changed: after every connect, and now and then. */
        void resync();

        /** The engine answers: after every connect and every few seconds. */
        void alive();
    }

    private final String dockerHost;
    private final Map<String, String> labels;
    private final BiConsumer<String, Map<String, String>> died;
    private final Listener listener;
    private final Thread thread = new Thread(this::run, "docker-events");
    private volatile boolean closing;
    private volatile String unready = "";

    /** @param died takes the id of a container that has ended, and what the event says of it (labels, exitCode) */
    EventStream(
            String dockerHost,
            Map<String, String> labels,
            BiConsumer<String, Map<String, String>> died,
            Listener listener) {
        this.dockerHost = dockerHost;
        this.labels = labels;
        this.died = died;
        this.listener = listener;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Why the engine does not answer, or empty. */
    String unready() {
        return unready;
    }

    private void run() {
        while (!closing) {
            try (Engine engine = new Engine(dockerHost)) {
                follow(engine);
                away("the engine closed the stream of its events");
            } catch (InterruptedException e) {
                return;
            } catch (IOException | RuntimeException e) {
                away(Engine.words(e));
                LOG.debug("the engine's events broke off", e);
            }
            if (!pause()) {
                return;
            }
        }
    }

    private void away(String words) {
        unready = "container runtime is down: " + words;
    }

    private boolean pause() {
        try {
            Thread.sleep(RETRY_MILLIS);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    private void follow(Engine engine) throws InterruptedException, IOException {
        engine.ping();
        Callback callback = new Callback();
        try (callback) {
            engine.client()
                    .eventsCmd()
                    .withEventTypeFilter(EventType.CONTAINER)
                    .withEventFilter("die", "died") // Podman lets through what it calls died, and calls it die then
                    .withLabelFilter(labels)
                    .exec(callback);
            callback.awaitStarted(PING_SECONDS, TimeUnit.SECONDS);
            listener.resync();
            unready = "";
            listener.alive();
            for (int pings = 1; !callback.over(PING_SECONDS, TimeUnit.SECONDS); pings++) {
                engine.ping();
                listener.alive();
                if (pings % PINGS_PER_RESYNC == 0) {
                    listener.resync();
                }
            }
            if (!callback.failure().isEmpty()) {
                throw new IOException(callback.failure());
            }
        }
    }

    private final class Callback extends Streamed<Event> {
        @Override
        public void onNext(Event event) {
            var actor = event.getActor();
            Map<String, String> attributes = actor == null ? null : actor.getAttributes();
            // Newer engines name the container in the actor only.
            String id = actor == null || actor.getId() == null ? event.getId() : actor.getId();
            if (id != null) {
                died.accept(id, attributes == null ? Map.of() : attributes);
            }
        }
    }

    @Override
    public void close() {
        closing = true;
        thread.interrupt();
    }
}
