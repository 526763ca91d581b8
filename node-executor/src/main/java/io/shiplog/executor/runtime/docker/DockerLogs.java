package io.shiplog.executor.runtime.docker;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.executor.runtime.ContainerRef;
import io.shiplog.executor.runtime.LogSource;
import io.shiplog.executor.runtime.LookPace;
import io.shiplog.schemas.object.Json;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the engine's log of a run on a thread of its own, so that a sink that waits holds back only this reading. The
 * engine's files are read where they can be: asked for lines, an engine gives some 40,000 a second, less than a
 * container may write, and what it deletes meanwhile nobody counts. Else, e.g. with a remote engine or Podman, the
 * engine is asked.
 */
final class DockerLogs implements LogSource, Closeable {

    /** A run is asked whether it is over after this long, should nobody have told. */
    private static final long ASK_MILLIS = 30_000;

    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final long RETRY_MILLIS = 500;
    /** The stream of a container that has just ended is opened once more, for its last lines. */
    private static final long REOPEN_MILLIS = 20;

    private static final int NOT_FOUND = 404;
    private static final Logger LOG = LoggerFactory.getLogger(DockerLogs.class);

    private final String dockerHost;
    private final Set<Follower> followers = ConcurrentHashMap.newKeySet();
    private final Thread looking = new Thread(this::look, "docker-logs");

    DockerLogs(String dockerHost) {
        this.dockerHost = dockerHost;
        looking.setDaemon(true);
        looking.start();
    }

    @Override
    public Closeable follow(ContainerRef container, Position after, Sink sink) {
        Follower follower = new Follower(container, after, sink);
        followers.add(follower);
        follower.thread.start();
        return follower;
    }

    /** A run of this pod is over: once its files are read to their end nothing more will come. */
    void ended(String uid) {
        for (Follower follower : followers) {
            if (follower.uid.equals(uid)) {
                follower.wake(true);
            }
        }
    }

    private void look() {
        LookPace pace = new LookPace();
        try {
            while (true) {
                Thread.sleep(pace.round(followers));
            }
        } catch (InterruptedException e) {
            LOG.debug("no file is looked at any more");
        }
    }

    @Override
    public void close() {
        looking.interrupt();
    }

    /** The files of a run, or null where they cannot be read from here. */
    private @Nullable JsonFiles files(ObjectNode there) {
        String path = Json.textAt(there, "LogPath");
        if (!inJson(there) || !dockerHost.startsWith("unix:")) {
            return null;
        }
        try {
            return new JsonFiles(Path.of(path));
        } catch (IOException e) {
            LOG.debug("{} cannot be read, so the engine is asked", path, e);
            return null;
        }
    }

    /** Podman repeats the driver's name that it was asked for and writes its own format; the file's name tells. */
    static boolean inJson(ObjectNode inspected) {
        return Json.textAt(inspected, "HostConfig", "LogConfig", "Type").equals("json-file")
                && Json.textAt(inspected, "LogPath").endsWith("-json.log");
    }

    private final class Follower extends LookPace.Looked implements Closeable, JsonFiles.Taker {
        private final String uid;
        private final String path;
        private final LogCursor cursor;
        private final Sink sink;
        private final Thread thread;
        private long pauseMillis;
        private volatile boolean closed;
        private volatile @Nullable JsonFiles files;
        private final JsonLine line = new JsonLine();
        private @Nullable EngineSocket socket;
        /** Guarded by this: there is something to read; somebody has said that the run is over. */
        private boolean woken;

        private boolean told;

        Follower(ContainerRef container, Position after, Sink sink) {
            path = "/containers/" + ContainerPlan.name(container.pod(), container.container(), container.attempt());
            cursor = new LogCursor(after);
            this.sink = sink;
            thread = new Thread(this::run, "docker-log");
            uid = container.pod().uid();
            thread.setDaemon(true);
        }

        private void run() {
            try {
                while (!closed && !over()) {
                    Thread.sleep(pauseMillis);
                }
            } catch (InterruptedException e) {
                LOG.debug("{} is no longer followed", path);
            } finally {
                followers.remove(this);
            }
        }

        /** Wakes the reading when there is something for it; true when there was. */
        @Override
        protected boolean look() {
            JsonFiles open = files;
            try {
                boolean more = open != null && open.look();
                if (more) {
                    wake(false);
                }
                return more;
            } catch (IOException e) {
                wake(false); // whoever reads meets it too
                return true;
            }
        }

        synchronized void wake(boolean over) {
            woken = true;
            told |= over;
            notifyAll();
        }

        /** Waits until there is something to read; true when the run may be over. */
        private synchronized boolean await() throws InterruptedException {
            if (!woken) {
                wait(ASK_MILLIS);
            }
            boolean ask = told || !woken;
            woken = false;
            told = false;
            return ask;
        }

        private ObjectNode inspect() throws IOException {
            return EngineSocket.ask(dockerHost, "GET", path + "/json", null, ANSWER);
        }

        private static boolean exited(ObjectNode there) {
            String status = Json.textAt(there, "State", "Status");
            return status.equals("exited") || status.equals("dead");
        }

        private boolean exited() throws IOException {
            try {
                return exited(inspect());
            } catch (EngineRefusalException e) {
                if (e.status() == NOT_FOUND) {
                    return true;
                }
                throw e;
            }
        }

        /** Reads files until the run is over or nobody follows any more. */
        private void read(JsonFiles from, boolean exited) throws IOException, InterruptedException {
            cursor.reopen();
            try (from) {
                files = from;
                boolean ended = exited;
                while (!closed) {
                    from.look();
                    if (from.drain(this)) {
                        continue;
                    }
                    if (ended) {
                        return;
                    }
                    // Read once more after the end is known: only then the last line is sure to be there.
                    ended = await() && exited();
                }
            } finally {
                files = null;
            }
        }

        @Override
        public void line(byte[] from, int begin, int end) throws InterruptedException {
            if (line.parse(from, begin, end)) {
                LogPieces.give(line.nanos(), line.stderr(), line.text(), 0, line.length(), cursor, sink);
            }
        }

        @Override
        public void dropped(long lines) throws InterruptedException {
            sink.dropped(lines);
        }

        /** One connection's worth; true when the run's last line has been given. */
        private boolean over() throws InterruptedException {
            boolean over = false;
            pauseMillis = RETRY_MILLIS;
            try {
                ObjectNode there = inspect();
                // Only a stream that was opened after the end is sure to hold everything.
                over = exited(there);
                JsonFiles open = files(there);
                if (open != null) {
                    read(open, over);
                    over = !closed;
                }
                String status = Json.textAt(there, "State", "Status");
                if (open == null) {
                    read(Json.flagAt(there, "Config", "Tty"), !over);
                }
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
