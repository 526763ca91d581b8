package io.shiplog.executor.runtime.process;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.executor.pod.Termination;
import io.shiplog.schemas.object.Json;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/** How a run ended, as its folder tells. */
final class Endings {

    /** As the kubelet: so much of the message file, or so much and so many lines of the log. */
    private static final int MESSAGE_BYTES_MAX = 4096;

    private static final int LOG_BYTES_MAX = 2048;
    private static final int LOG_LINES_MAX = 80;
    private static final int LOST_EXIT_CODE = 137;
    private static final int CANNOT_RUN_EXIT_CODE = 128;

    private Endings() {}

    /** Of a run with an exit code, or of one whose shim was killed. */
    static Termination of(Run run, boolean outOfMemory, long nowMillis) {
        OptionalInt code = run.folder.exitCode();
        if (code.isEmpty()) {
            return new Termination(
                    LOST_EXIT_CODE,
                    0,
                    "ContainerStatusUnknown",
                    "The container and its shim were killed, so its exit code is not known",
                    run.folder.startedMillis(),
                    nowMillis);
        }
        int exit = code.getAsInt();
        String reason = outOfMemory && exit != 0 ? "OOMKilled" : Termination.reasonOf(exit);
        return new Termination(
                exit, 0, reason, message(run, exit), run.folder.startedMillis(), run.folder.endedMillis());
    }

    /** Of a run whose command never ran. */
    static Termination cannotRun(Run run, long nowMillis) {
        return new Termination(CANNOT_RUN_EXIT_CODE, 0, "ContainerCannotRun", failure(run)[1], 0, nowMillis);
    }

    /** Reason and words of a run whose command never ran. */
    static String[] failure(Run run) {
        String failed = run.folder.failed();
        if (failed.isEmpty()) {
            String said = tail(run.folder.stderr(), LOG_BYTES_MAX).strip();
            return new String[] {"RunContainerError", said.isEmpty() ? "its shim ended before it began" : said};
        }
        int blank = failed.indexOf(' ');
        return new String[] {failed.substring(0, blank), failed.substring(blank + 1)};
    }

    private static String message(Run run, int exitCode) {
        ObjectNode spec = run.pod.template().containers().get(run.index).json();
        String written = tail(run.folder.terminationLog(), MESSAGE_BYTES_MAX);
        boolean fallBack = Json.textAt(spec, "terminationMessagePolicy").equals("FallbackToLogsOnError");
        if (!written.isEmpty() || !fallBack || exitCode == 0) {
            return written;
        }
        String log = tail(run.folder.stderr(), LOG_BYTES_MAX);
        List<String> lines = (log.isEmpty() ? tail(run.folder.stdout(), LOG_BYTES_MAX) : log)
                .lines()
                .toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES_MAX), lines.size()));
    }

    private static String tail(Path path, int bytesMax) {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            byte[] out = new byte[(int) Math.min(bytesMax, file.length())];
            file.seek(file.length() - out.length);
            file.readFully(out);
            return new String(out, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }
}
