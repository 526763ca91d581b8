package io.shiplog.executor.logs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.executor.runtime.LogSource;
import io.shiplog.schemas.object.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file that says up to where the lines of each run are known to be kept. Written whole and rarely, not forced to
 * the disk: a file that is older than the truth, or lost, has lines sent twice, and their numbers tell that.
 */
final class Positions {

    /** Of one run. */
    record Run(String uid, String container, int attempt) {}

    /**
     * How far it is.
     *
     * @param done the run has ended and everything of it is kept
     */
    record Mark(LogSource.Position position, boolean done) {}

    private static final Logger LOG = LoggerFactory.getLogger(Positions.class);

    private final Path file;

    Positions(Path file) {
        this.file = file;
    }

    /** What the last {@link #write} said; nothing when there was none or the file is damaged. */
    Map<Run, Mark> read() {
        Map<Run, Mark> out = new HashMap<>();
        if (!Files.exists(file)) {
            return out;
        }
        try {
            for (ObjectNode row : Json.objectsAt(Json.parse(Files.readAllBytes(file)), "runs")) {
                Run run = new Run(
                        Json.textAt(row, "uid"), Json.textAt(row, "container"), (int) Json.longAt(row, 0, "attempt"));
                LogSource.Position position =
                        new LogSource.Position(Json.textAt(row, "token"), Json.longAt(row, 0, "line"));
                out.put(run, new Mark(position, Json.flagAt(row, "done")));
            }
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("{} cannot be read, so lines are sent again from their beginning: {}", file, e.toString());
            out.clear();
        }
        return out;
    }

    /** Puts this in the place of what there was. */
    void write(Map<Run, Mark> marks) throws IOException {
        ObjectNode tree = Json.object();
        var rows = tree.putArray("runs");
        Map<String, Map.Entry<Run, Mark>> sorted = new TreeMap<>();
        marks.entrySet().forEach(e -> sorted.put(e.getKey().toString(), e));
        for (Map.Entry<Run, Mark> entry : sorted.values()) {
            Run run = entry.getKey();
            Mark mark = entry.getValue();
            rows.addObject()
                    .put("uid", run.uid)
                    .put("container", run.container)
                    .put("attempt", run.attempt)
                    .put("line", mark.position.line())
                    .put("token", mark.position.token())
                    .put("done", mark.done);
        }
        Files.createDirectories(file.toAbsolutePath().getParent());
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.write(fresh, Json.bytes(tree));
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
