package io.shiplog.executor.runtime.docker;

import io.shiplog.executor.pod.PodRef;
import io.shiplog.executor.volume.PodVolumes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Termination messages: a file of each run that the container writes, or the last lines of its log. */
final class TerminationFiles {

    private static final int MESSAGE_BYTES_MAX = 4096;
    private static final int LOG_BYTES_MAX = 2048;
    private static final int LOG_LINES_MAX = 80;
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final Logger LOG = LoggerFactory.getLogger(TerminationFiles.class);

    private final PodVolumes volumes;
    private final String dockerHost;

    TerminationFiles(PodVolumes volumes, String dockerHost) {
        this.volumes = volumes;
        this.dockerHost = dockerHost;
    }

    private Path path(PodRef pod, String container, int attempt) {
        return volumes.folder(pod).resolve("termination").resolve(container + "." + attempt);
    }

    /** Makes the file of a run; any user of the container may write it. */
    Path make(PodRef pod, String container, int attempt) throws IOException {
        Path file = path(pod, container, attempt);
        if (!Files.exists(file)) {
            Files.createDirectories(file.getParent());
            Files.createFile(file);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        }
        return file;
    }

    /**
     * What a run that has ended says, empty when nothing.
     *
     * @param fromLogs take the end of the log when the run failed and wrote nothing
     */
    String read(PodRef pod, String container, int attempt, String id, boolean fromLogs) {
        Path file = path(pod, container, attempt);
        try (InputStream in = Files.newInputStream(file)) {
            String message = new String(in.readNBytes(MESSAGE_BYTES_MAX), StandardCharsets.UTF_8);
            if (!message.isEmpty()) {
                return message;
            }
        } catch (IOException e) {
            LOG.debug("no termination message at {}", file, e);
        }
        return fromLogs ? endOfLog(id) : "";
    }

    private String endOfLog(String id) {
        String path = "/containers/" + id + "/logs?stdout=1&stderr=1&tail=" + LOG_LINES_MAX;
        try (EngineSocket socket = EngineSocket.open(dockerHost)) {
            Future<?> timer = Watchdog.closeAfter(ANSWER, socket);
            InputStream in = socket.send("GET", path, null, false);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            for (Frames.Frame frame = Frames.next(in); frame != null; frame = Frames.next(in)) {
                out.writeBytes(frame.payload());
            }
            timer.cancel(false);
            byte[] all = out.toByteArray();
            int from = Math.max(0, all.length - LOG_BYTES_MAX);
            return new String(all, from, all.length - from, StandardCharsets.UTF_8);
        } catch (IOException | EngineRefusalException e) {
            LOG.debug("no end of the log of {}", id, e);
            return "";
        }
    }
}
