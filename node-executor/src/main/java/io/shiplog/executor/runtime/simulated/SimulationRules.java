package io.shiplog.executor.runtime.simulated;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.shiplog.executor.pod.ContainerSpec;
import io.shiplog.executor.pod.PodTemplate;
import io.shiplog.executor.pod.RestartPolicy;
import io.shiplog.schemas.object.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What the simulation does where a pod's annotations are silent: defaults, images that do not exist, and rules per
 * image.
 *
 * @param defaults settings by annotation name (without prefix) for every container
 * @param missingImages images that no registry has; * stands for anything
 * @param images settings per image pattern, the first that matches counts
 * @param runToEndMillis when containers of pods that do not restart (and init containers) end by themselves
 */
public record SimulationRules(
        Map<String, String> defaults, List<String> missingImages, List<ImageRule> images, long runToEndMillis) {

    /** Settings of containers whose image matches. */
    public record ImageRule(String image, Map<String, String> settings) {}

    private static final long RUN_TO_END_MILLIS = 1_000;
    private static final long INIT_MILLIS = 10;

    /** nginx:1.91 is missing, all else exists; jobs take a second. */
    public static final SimulationRules DEFAULT =
            new SimulationRules(Map.of(), List.of("nginx:1.91"), List.of(), RUN_TO_END_MILLIS);

    /** Reads a YAML file. Throws IllegalArgumentException with the reason when it is malformed. */
    public static SimulationRules read(Path file) {
        try {
            return parse(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /** Reads YAML text; see README.md for its fields. */
    static SimulationRules parse(String yaml) throws IOException {
        JsonNode read = new ObjectMapper(new YAMLFactory()).readTree(yaml);
        if (!(read instanceof ObjectNode tree)) {
            throw new IllegalArgumentException("the simulation file is no YAML mapping");
        }
        List<ImageRule> rules = new ArrayList<>();
        for (ObjectNode rule : Json.objectsAt(tree, "images")) {
            rules.add(new ImageRule(Json.textAt(rule, "image"), Json.mapAt(rule, "settings")));
        }
        String runToEnd = tree.path("runToEnd").asText("");
        return new SimulationRules(
                Json.mapAt(tree, "defaults"),
                tree.has("missingImages") ? Json.textsAt(tree, "missingImages") : DEFAULT.missingImages,
                rules,
                runToEnd.isEmpty() ? RUN_TO_END_MILLIS : Durations.millis(runToEnd));
    }

    /**
     * How one container of a template behaves: its own annotation, the pod's, the image's rule, the default, in this
     * order.
     */
    Behaviour behaviour(PodTemplate template, int container) {
        ContainerSpec spec = template.containers().get(container);
        Map<String, String> image = images.stream()
                .filter(rule -> matches(rule.image(), spec.image()))
                .findFirst()
                .map(ImageRule::settings)
                .orElse(Map.of());
        boolean missing = missingImages.stream().anyMatch(pattern -> matches(pattern, spec.image()));
        boolean ends = spec.init() ? !spec.sidecar() : template.restartPolicy() != RestartPolicy.ALWAYS;
        long end = !ends ? -1 : spec.init() ? INIT_MILLIS : runToEndMillis;
        return Behaviour.of(
                name -> {
                    Map<String, String> own = template.simulation();
                    String inherited = image.getOrDefault(
                            name, defaults.getOrDefault(name, name.equals("image-missing") && missing ? "true" : ""));
                    // Init containers listen only to what names them: exit-after of a pod is meant for what it serves.
                    String ofPod = spec.init() ? inherited : own.getOrDefault(name, inherited);
                    return own.getOrDefault(name + "." + spec.name(), ofPod);
                },
                end);
    }

    private static boolean matches(String pattern, String image) {
        String regex = Pattern.quote(pattern).replace("*", "\\E.*\\Q");
        return image.matches(regex);
    }
}
