package io.shiplog.schemas.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;

/** Runs vector files (JSON tables of behavioural cases) as JUnit dynamic tests. */
public final class Vectors {

    /** A directory with further vector files, run besides those of the class path. */
    public static final String EXTRA_DIRECTORY = "vectors.dir";

    private static final String FOLDER = "/vectors/";
    private static final String SKIPPED = "skipped.json";

    private Vectors() {}

    /**
     * One container per file, one test per case. A case whose kind is not in kinds fails. Cases that
     * vectors/skipped.json names ({@code {"file.json": {"case id or name": "reason"}}}) are reported as skipped.
     * Files of the same topic in the directory of the system property vectors.dir run as well.
     */
    public static Stream<DynamicNode> tests(Class<?> owner, List<String> files, Map<String, VectorCase> kinds) {
        ObjectNode skipped = skipped(owner);
        return files.stream().flatMap(name -> {
            ObjectNode file = required(owner, name);
            List<DynamicNode> out = new ArrayList<>();
            out.add(container(name, file, kinds, skipped));
            extra(Json.textAt(file, "topic")).forEach((path, more) -> out.add(container(path, more, kinds, skipped)));
            return out.stream();
        });
    }

    private static DynamicContainer container(
            String name, ObjectNode file, Map<String, VectorCase> kinds, ObjectNode skipped) {
        Map<String, String> reasons =
                Json.mapAt(skipped, Path.of(name).getFileName().toString());
        Map<String, Integer> seen = new HashMap<>();
        List<ObjectNode> cases = Json.objectsAt(file, "cases");
        return DynamicContainer.dynamicContainer(name, cases.stream().map(theCase -> {
            String label = label(theCase);
            int count = seen.merge(label, 1, Integer::sum);
            String shown = count == 1 ? label : label + " #" + count;
            return test(shown, theCase, kinds, reason(reasons, theCase));
        }));
    }

    private static DynamicTest test(
            String label, ObjectNode theCase, Map<String, VectorCase> kinds, @Nullable String reason) {
        return DynamicTest.dynamicTest(label, () -> {
            Assumptions.assumeTrue(reason == null, () -> "skipped: " + reason);
            String kind = Json.textAt(theCase, "kind");
            VectorCase check = kinds.get(kind);
            if (check == null) {
                Assertions.fail("no function is mapped to vector kind \"" + kind + "\"; known: " + kinds.keySet());
                return;
            }
            check.run(theCase);
        });
    }

    private static @Nullable String reason(Map<String, String> reasons, ObjectNode theCase) {
        String byId = reasons.get(Json.textAt(theCase, "id"));
        return byId != null ? byId : reasons.get(Json.textAt(theCase, "name"));
    }

    private static String label(ObjectNode theCase) {
        String id = Json.textAt(theCase, "id");
        String name = Json.textAt(theCase, "name");
        return id.isEmpty() ? name : name.isEmpty() ? id : id + ": " + name;
    }

    private static ObjectNode skipped(Class<?> owner) {
        ObjectNode found = resource(owner, SKIPPED);
        return found == null ? Json.object() : found;
    }

    private static ObjectNode required(Class<?> owner, String name) {
        ObjectNode found = resource(owner, name);
        if (found == null) {
            throw new IllegalArgumentException(
                    "no vector file src/test/resources" + FOLDER + name + " on the class path of " + owner.getName());
        }
        return found;
    }

    private static @Nullable ObjectNode resource(Class<?> owner, String name) {
        try (InputStream in = owner.getResourceAsStream(FOLDER + name)) {
            return in == null ? null : Json.parse(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, ObjectNode> extra(String topic) {
        String directory = System.getProperty(EXTRA_DIRECTORY, "");
        Map<String, ObjectNode> out = new java.util.TreeMap<>();
        if (directory == null || directory.isEmpty()) {
            return out;
        }
        try (Stream<Path> paths = Files.list(Path.of(directory))) {
            for (Path path :
                    paths.filter(p -> p.toString().endsWith(".json")).sorted().toList()) {
                ObjectNode file = Json.parse(Files.readAllBytes(path));
                if (Json.textAt(file, "topic").equals(topic)) {
                    out.put(path.toString(), file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out;
    }
}
