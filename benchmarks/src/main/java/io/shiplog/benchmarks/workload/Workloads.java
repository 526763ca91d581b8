package io.shiplog.benchmarks.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.shiplog.benchmarks.BenchException;
import io.shiplog.schemas.object.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** THE list of workloads, and the templates of pods that they name: workloads.yaml. */
public final class Workloads {

    private static final String FILE = "/workloads.yaml";
    private static final Set<String> FIELDS = Set.of("name", "explains", "gate", "limitSeconds", "steps");
    private static final Set<String> TEMPLATE_FIELDS = Set.of("cpu", "memory", "labels", "annotations", "spec");

    private Workloads() {}

    /** All of them by name, in the file's order. */
    public static Map<String, Workload> all() {
        try (InputStream in = Workloads.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new BenchException(FILE + " is not on the class path");
            }
            return parse(new YAMLMapper().readTree(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The one of this name. Throws BenchException with the names that there are. */
    public static Workload named(String name) {
        Map<String, Workload> all = all();
        Workload found = all.get(name);
        if (found == null) {
            throw new BenchException("there is no workload " + name + "; there are " + String.join(", ", all.keySet()));
        }
        return found;
    }

    static Map<String, Workload> parse(JsonNode file) {
        Map<String, Workload> out = new LinkedHashMap<>();
        file.path("templates")
                .properties()
                .forEach(e -> check("template " + e.getKey(), TEMPLATE_FIELDS, e.getValue()));
        for (JsonNode item : file.path("workloads")) {
            Workload workload = workload(item, file.path("templates"));
            if (out.put(workload.name(), workload) != null) {
                throw new BenchException("two workloads are called " + workload.name());
            }
        }
        return out;
    }

    private static void check(String what, Set<String> known, JsonNode item) {
        item.fieldNames().forEachRemaining(field -> {
            if (!known.contains(field)) {
                throw new BenchException(what + " has no field " + field);
            }
        });
    }

    private static Workload workload(JsonNode item, JsonNode templates) {
        check("a workload", FIELDS, item);
        String name = Json.textAt(item, "name");
        List<Step> steps = Json.objectsAt(item, "steps").stream()
                .map(step -> step(step, templates))
                .toList();
        if (name.isEmpty() || steps.isEmpty() || steps.get(0).op() != Step.Op.createNodes) {
            throw new BenchException("workload \"" + name + "\" needs a name and steps that begin with createNodes");
        }
        long measuring =
                steps.stream().filter(s -> s.op() == Step.Op.startMeasuring).count();
        if (measuring != 1) {
            throw new BenchException("workload " + name + " has startMeasuring " + measuring + " times, not once");
        }
        return new Workload(
                name,
                Json.textAt(item, "explains"),
                (int) Json.longAt(item, 0, "gate"),
                Duration.ofSeconds(Json.longAt(item, 0, "limitSeconds")),
                steps);
    }

    private static Step step(ObjectNode item, JsonNode templates) {
        String opcode = Json.textAt(item, "opcode");
        String template = Json.textAt(item, "template");
        ObjectNode parameters = item.deepCopy();
        if (!template.isEmpty()) {
            if (!(templates.path(template) instanceof ObjectNode found)) {
                throw new BenchException("there is no template \"" + template + "\"");
            }
            parameters.set("template", found.deepCopy());
        }
        for (Step.Op op : Step.Op.values()) {
            if (op.name().equals(opcode)) {
                return new Step(op, parameters);
            }
        }
        throw new BenchException("there is no opcode \"" + opcode + "\"");
    }
}
