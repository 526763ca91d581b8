package io.shiplog.executor.runtime.docker;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.executor.runtime.ContainerRef;
import io.shiplog.executor.runtime.LogSource;
import io.shiplog.schemas.object.Json;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the engine's log of a run, each run on a connection and a thread of its own: a sink that waits holds back
 * only the engine's reading of the file.
 */
final class DockerLogs implements LogSource {

    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final long RETRY_MILLIS = 500;
    /** The stream of a container that has just ended is opened once more, for its last lines. */
    private static final long REOPEN_MILLIS = 20;

    private static final int NOT_FOUND = 404;
    private static final Logger LOG = LoggerFactory.getLogger(DockerLogs.class);

    private final String dockerHost;

    DockerLogs(String dockerHost) {
        this.dockerHost = dockerHost;
    }

    @Override
    public Closeable follow(ContainerRef container, Position after, Sink sink) {
        return new Follower(container, after, sink);
    }

    private final class Follower implements Closeable {
        private final String path;
        private final LogCursor cursor;
        private final Sink sink;
        private final Thread thread;
        private long pauseMillis;
        private volatile boolean closed;
        private @Nullable EngineSocket socket;

        Follower(ContainerRef container, Position after, Sink sink) {
            path = "/containers/" + ContainerPlan.name(container.pod(), container.container(), container.attempt());
            cursor = new LogCursor(after);
            this.sink = sink;
            thread = new Thread(this::run, "docker-log");
            thread.setDaemon(true);
            thread.start();
        }

        private void run() {
            try {
                while (!closed && !over()) {
                    Thread.sleep(pauseMillis);
                }
            } catch (InterruptedException e) {
                LOG.debug("{} is no longer followed", path);
            }
        }

        /** One connection's worth; true when the run's last line has been given. */
        private boolean over() throws InterruptedException {
            boolean over = false;
            pauseMillis = RETRY_MILLIS;
            try {
                ObjectNode there = EngineSocket.ask(dockerHost, "GET", path + "/json", null, ANSWER);
                String status = Json.textAt(there, "State", "Status");
                // Only a stream that was opened after the end is sure to hold everything.
                over = status.equals("exited") || status.equals("dead");
                read(Json.flagAt(there, "Config", "Tty"), !over);
                pauseMillis = status.equals("running") ? REOPEN_MILLIS : RETRY_MILLIS;
            } catch (EngineRefusalException e) {
                over = e.status() == NOT_FOUND;
                LOG.debug("{}: {}", path, e.getMessage());
            } catch (IOException e) {
                over = false;
                LOG.debug("{}: the stream broke off and is opened again", path, e);
            }
            if (over && !closed) {
                sink.end();
            }
            return over;
        }

        private void read(boolean tty, boolean follow) throws IOException, InterruptedException {
            cursor.reopen();
            String since = cursor.since();
            try (EngineSocket opened = EngineSocket.open(dockerHost)) {
                if (!hold(opened)) {
                    return;
                }
                InputStream in = opened.send(
                        "GET",
                        path + "/logs?stdout=1&stderr=1&timestamps=1&follow=" + (follow ? "1" : "0")
                                + (since.isEmpty() ? "" : "&since=" + since),
                        null,
                        false);
                if (tty) {
                    lines(in);
                } else {
                    for (Frames.Frame frame = Frames.next(in); frame != null; frame = Frames.next(in)) {
                        LogPieces.give(frame.payload(), frame.stderr(), cursor, sink);
                    }
                }
            }
        }

        /**
         * A terminal's log comes without frames: lines are told apart by their ends alone. A long line's pieces follow
         * each other with the same time in front of each.
         */
        private void lines(InputStream in) throws IOException, InterruptedException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            byte[] time = new byte[0];
            int room = Integer.MAX_VALUE;
            for (int b = in.read(); b >= 0; b = in.read()) {
                line.write(b);
                if (b == ' ' && room == Integer.MAX_VALUE) {
                    time = line.toByteArray();
                    room = time.length + LINE_BYTES_MAX;
                } else if (b == '\n') {
                    LogPieces.give(line.toByteArray(), false, cursor, sink);
                    line.reset();
                    room = Integer.MAX_VALUE;
                } else if (line.size() >= room) {
                    LogPieces.give(line.toByteArray(), false, cursor, sink);
                    line.reset();
                    line.writeBytes(time);
                } else if (line.size() == 2 * time.length && repeats(line.toByteArray(), time)) {
                    line.reset();
                    line.writeBytes(time);
                }
            }
            if (line.size() > 0) {
                LogPieces.give(line.toByteArray(), false, cursor, sink);
            }
        }

        private static boolean repeats(byte[] line, byte[] time) {
            return Arrays.equals(line, time.length, line.length, time, 0, time.length);
        }

        private synchronized boolean hold(EngineSocket opened) {
            socket = opened;
            return !closed;
        }

        @Override
        public synchronized void close() throws IOException {
            closed = true;
            thread.interrupt();
            if (socket != null) {
                socket.close();
            }
        }
    }
}
