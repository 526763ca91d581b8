package io.shiplog.scheduler.config;

import io.shiplog.scheduler.plugin.BrokenLinear;
import io.shiplog.scheduler.plugin.PluginArgs;
import io.shiplog.scheduler.plugin.ScoringStrategy;
import io.shiplog.scheduler.snapshot.NodeSelection;
import io.shiplog.schemas.object.FieldError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads profiles[].pluginConfig: what each plugin is told. */
final class ArgsReader {

    private static final long PERCENT_MAX = 100;
    private static final long SHAPE_SCORE_MAX = 10;

    private interface Reader {
        void read(Fields args);
    }

    private final Map<String, Reader> readers = new LinkedHashMap<>();
    private ScoringStrategy fit = PluginArgs.DEFAULT.fit();
    private final List<String> ignored = new ArrayList<>();
    private List<String> balanced = PluginArgs.DEFAULT.balancedResources();
    private NodeSelection addedAffinity = PluginArgs.DEFAULT.addedAffinity();
    private PluginArgs.Affinity affinity = PluginArgs.DEFAULT.affinity();
    private PluginArgs.Preemption preemption = PluginArgs.DEFAULT.preemption();

    private ArgsReader() {
        readers.put("NodeResourcesFit", this::fit);
        readers.put("NodeResourcesBalancedAllocation", this::balanced);
        readers.put("NodeAffinity", this::nodeAffinity);
        readers.put("InterPodAffinity", this::affinity);
        readers.put("PodTopologySpread", ArgsReader::spread);
        readers.put("DefaultPreemption", this::preemption);
        readers.put("VolumeBinding", ArgsReader::volumes);
    }

    static PluginArgs read(List<Fields> pluginConfig) {
        ArgsReader reader = new ArgsReader();
        Set<String> seen = new HashSet<>();
        for (Fields entry : pluginConfig) {
            reader.entry(entry, seen);
        }
        return new PluginArgs(
                reader.fit,
                List.copyOf(reader.ignored),
                reader.balanced,
                reader.addedAffinity,
                reader.affinity,
                reader.preemption);
    }

    private void entry(Fields entry, Set<String> seen) {
        String name = entry.required("name");
        Fields args = entry.object("args");
        entry.end();
        Reader reader = readers.get(name);
        if (reader == null) {
            if (!name.isEmpty()) {
                entry.wrong(
                        FieldError.notSupported(entry.path("name"), "\"" + name + "\"", List.copyOf(readers.keySet())));
            }
            return;
        }
        if (!seen.add(name)) {
            entry.wrong(FieldError.duplicate(entry.path("name"), "\"" + name + "\""));
        }
        args.oneOf("kind", name + "Args", List.of(name + "Args"));
        args.oneOf("apiVersion", ConfigurationReader.API_VERSION, List.of(ConfigurationReader.API_VERSION));
        reader.read(args);
        args.end();
    }

    private void fit(Fields args) {
        ignored.addAll(args.texts("ignoredResources"));
        args.texts("ignoredResourceGroups").forEach(group -> group(args, group));
        Fields strategy = args.object("scoringStrategy");
        String type = strategy.oneOf(
                "type",
                ScoringStrategy.Type.LeastAllocated.name(),
                Arrays.stream(ScoringStrategy.Type.values()).map(Enum::name).toList());
        List<ScoringStrategy.Resource> resources = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Fields resource : strategy.objects("resources")) {
            resources.add(
                    new ScoringStrategy.Resource(once(resource, names), resource.number("weight", 1, 1, PERCENT_MAX)));
            resource.end();
        }
        Fields ratio = strategy.object("requestedToCapacityRatio");
        List<BrokenLinear.Point> shape = shape(ratio);
        if (type.equals(ScoringStrategy.Type.RequestedToCapacityRatio.name()) && shape.isEmpty()) {
            ratio.wrong(FieldError.required(ratio.path("shape"), "at least one point"));
        }
        ratio.end();
        strategy.end();
        fit = new ScoringStrategy(
                ScoringStrategy.Type.valueOf(type),
                resources.isEmpty() ? PluginArgs.DEFAULT.fit().resources() : resources,
                shape);
    }

    private void group(Fields args, String group) {
        if (group.contains("/")) {
            args.invalid("ignoredResourceGroups", "a group is the part of a resource's name before the /");
        }
        ignored.add(group);
    }

    private static String once(Fields resource, Set<String> names) {
        String name = resource.required("name");
        if (!names.add(name)) {
            resource.wrong(FieldError.duplicate(resource.path("name"), "\"" + name + "\""));
        }
        return name;
    }

    private static List<BrokenLinear.Point> shape(Fields ratio) {
        List<BrokenLinear.Point> out = new ArrayList<>();
        long before = -1;
        for (Fields point : ratio.objects("shape")) {
            long utilization = point.number("utilization", 0, 0, PERCENT_MAX);
            if (utilization <= before) {
                point.invalid("utilization", "must be greater than that of the point before it");
            }
            before = utilization;
            out.add(new BrokenLinear.Point(utilization, point.number("score", 0, 0, SHAPE_SCORE_MAX)));
            point.end();
        }
        return out;
    }

    private void balanced(Fields args) {
        List<String> out = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Fields resource : args.objects("resources")) {
            out.add(once(resource, names));
            resource.number("weight", 1, 1, 1);
            resource.end();
        }
        balanced = out.isEmpty() ? balanced : List.copyOf(out);
    }

    private void nodeAffinity(Fields args) {
        if (args.has("addedAffinity")) {
            Fields added = args.object("addedAffinity");
            AddedAffinity.check(added);
            addedAffinity = NodeSelection.ofAffinity(added.tree());
        }
    }

    private void affinity(Fields args) {
        affinity = new PluginArgs.Affinity(
                args.number("hardPodAffinityWeight", affinity.hardPodAffinityWeight(), 0, PERCENT_MAX),
                args.flag("ignorePreferredTermsOfExistingPods", affinity.ignorePreferredTermsOfExistingPods()));
    }

    private static void spread(Fields args) {
        args.oneOf("defaultingType", "List", List.of("List"));
        if (!args.objects("defaultConstraints").isEmpty()) {
            args.invalid("defaultConstraints", "pods are spread by constraints of their own only");
        }
    }

    private void preemption(Fields args) {
        preemption = new PluginArgs.Preemption(
                args.number("minCandidateNodesPercentage", preemption.minCandidateNodesPercentage(), 0, PERCENT_MAX),
                args.number("minCandidateNodesAbsolute", preemption.minCandidateNodesAbsolute(), 0, Integer.MAX_VALUE));
    }

    private static void volumes(Fields args) {
        args.withoutEffect("bindTimeoutSeconds", "volumes are not bound by the scheduler");
        args.withoutEffect("shape", "volumes are not bound by the scheduler");
    }
}
