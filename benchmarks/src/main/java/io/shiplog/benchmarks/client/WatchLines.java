package io.shiplog.benchmarks.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.shiplog.schemas.object.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads a watch on a thread of its own and hands every event on. A watch that ends early is remembered as broken. */
public final class WatchLines implements AutoCloseable {

    /** Without the strictness of stored JSON: the client must cost as little as possible. */
    private static final ObjectMapper PLAIN = new ObjectMapper();

    private final InputStream body;
    private volatile boolean closed;
    private volatile @Nullable String broken;

    /** Hears of events in their order. */
    public interface Listener {

        /**
         * One event.
         *
         * @param type ADDED, MODIFIED, DELETED or BOOKMARK
         * @param receivedNanos System.nanoTime() when its line had arrived
         */
        void event(String type, JsonNode object, long receivedNanos);
    }

    private WatchLines(InputStream body) {
        this.body = body;
    }

    /** Opens the watch and begins to read. */
    public static WatchLines open(ApiClient client, String path, Listener listener) {
        WatchLines lines = new WatchLines(client.watch(path));
        Thread thread = new Thread(() -> lines.read(listener), "bench-watch");
        thread.setDaemon(true);
        thread.start();
        return lines;
    }

    private void read(Listener listener) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            String line = reader.readLine();
            while (line != null) {
                long received = System.nanoTime();
                JsonNode event = PLAIN.readTree(line);
                String type = Json.textAt(event, "type");
                JsonNode object = Json.at(event, "object");
                if (type.equals("ERROR") || object == null) {
                    broken = "the watch was ended with " + line;
                    return;
                }
                listener.event(type, object, received);
                line = reader.readLine();
            }
            broken = closed ? null : "the server ended the watch";
        } catch (IOException | RuntimeException e) {
            broken = closed ? null : "the watch broke: " + e;
        }
    }

    /** Why the watch ended by itself, or null while it runs. */
    public @Nullable String broken() {
        return broken;
    }

    @Override
    public void close() {
        closed = true;
        try {
            body.close();
        } catch (IOException e) {
            broken = "the watch could not be closed: " + e;
        }
    }
}
