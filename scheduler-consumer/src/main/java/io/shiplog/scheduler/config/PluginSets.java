package io.shiplog.scheduler.config;

import io.shiplog.scheduler.framework.ExtensionPoint;
import io.shiplog.scheduler.plugin.PluginRegistry;
import io.shiplog.scheduler.plugin.PluginSelection;
import io.shiplog.schemas.object.FieldError;
import io.shiplog.schemas.object.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads profiles[].plugins. As in Kubernetes: multiPoint changes the list of default plugins, each step takes from that
 * list whoever has something to say there, unless the step disables them by name or all with *, and what a step enables
 * itself is added. One that is enabled in both has the weight that the step gives it, and comes first there.
 */
final class PluginSets {

    private static final String ALL = "*";
    private static final String MULTI_POINT = "multiPoint";
    private static final long WEIGHT_MAX = Integer.MAX_VALUE / 100;

    /** Steps of Kubernetes in which nothing here can be plugged in. */
    private static final List<String> OTHER_POINTS =
            List.of("preEnqueue", "preScore", "reserve", "permit", "preBind", "bind", "postBind");

    private static final String NO_VOLUMES = "volumes of its kind are not served, it would have nothing to look at";
    private static final String BUILT_IN = "it is part of the scheduler and always on";

    /** Plugins of Kubernetes that are no plugins here, and why. */
    private static final Map<String, String> ELSEWHERE = elsewhere();

    private final Fields plugins;

    private PluginSets(Fields plugins) {
        this.plugins = plugins;
    }

    private static Map<String, String> elsewhere() {
        Map<String, String> out = new LinkedHashMap<>();
        List.of("SchedulingGates", "DefaultBinder").forEach(name -> out.put(name, BUILT_IN));
        List.of("NodeVolumeLimits", "VolumeBinding", "VolumeZone", "EBSLimits", "GCEPDLimits", "AzureDiskLimits")
                .forEach(name -> out.put(name, NO_VOLUMES));
        out.put("DynamicResources", "resource claims are not served");
        return out;
    }

    /** What one field says. */
    private record PluginSet(Map<String, Long> enabled, Set<String> disabled) {
        boolean disables(String name) {
            return disabled.contains(ALL) || disabled.contains(name);
        }
    }

    static PluginSelection read(Fields plugins) {
        return new PluginSets(plugins).selection();
    }

    private PluginSelection selection() {
        Map<String, Long> base = merged(set(MULTI_POINT));
        Map<ExtensionPoint, Map<String, Long>> steps = new LinkedHashMap<>();
        ExtensionPoint.all().forEach(point -> steps.put(point, expanded(base, point)));
        for (String point : OTHER_POINTS) {
            if (plugins.has(point)) {
                set(point);
                plugins.warn(plugins.path(point) + " changes nothing: no plugin here acts at that step by itself");
            }
        }
        plugins.end();
        List<String> sort = names(steps, ExtensionPoint.QUEUE_SORT);
        if (sort.size() != 1) {
            plugins.wrong(FieldError.invalid(
                    plugins.path(ExtensionPoint.QUEUE_SORT.field()),
                    Json.text(Json.MAPPER.valueToTree(sort)),
                    "exactly one plugin must order the queue: "
                            + String.join(", ", PluginRegistry.names(ExtensionPoint.QUEUE_SORT))));
        }
        togetherWithFilter(names(steps, ExtensionPoint.PRE_FILTER), names(steps, ExtensionPoint.FILTER));
        return new PluginSelection(
                PluginRegistry.names(ExtensionPoint.QUEUE_SORT).get(0),
                names(steps, ExtensionPoint.FILTER),
                names(steps, ExtensionPoint.POST_FILTER),
                steps.getOrDefault(ExtensionPoint.SCORE, Map.of()).entrySet().stream()
                        .map(one -> new PluginSelection.Weighted(one.getKey(), one.getValue()))
                        .toList());
    }

    private static List<String> names(Map<ExtensionPoint, Map<String, Long>> steps, ExtensionPoint point) {
        return List.copyOf(steps.getOrDefault(point, Map.of()).keySet());
    }

    /** The default plugins as multiPoint changes them: one that it names keeps its place and takes its weight. */
    private static Map<String, Long> merged(PluginSet custom) {
        Map<String, Long> out = new LinkedHashMap<>();
        for (String name : PluginRegistry.names()) {
            if (!custom.disables(name)) {
                out.put(name, custom.enabled.getOrDefault(name, PluginRegistry.weight(name)));
            }
        }
        custom.enabled.forEach(out::putIfAbsent);
        return out;
    }

    private Map<String, Long> expanded(Map<String, Long> base, ExtensionPoint point) {
        PluginSet own = set(point.field());
        Map<String, Long> out = new LinkedHashMap<>();
        own.enabled.forEach((name, weight) -> {
            if (base.containsKey(name)) {
                out.put(name, weight);
            }
        });
        base.forEach((name, weight) -> {
            if (PluginRegistry.has(name, point) && !own.disables(name)) {
                out.putIfAbsent(name, weight);
            }
        });
        own.enabled.forEach(out::putIfAbsent);
        return out;
    }

    private PluginSet set(String field) {
        Fields set = plugins.object(field);
        Map<String, Long> enabled = new LinkedHashMap<>();
        for (Fields one : set.objects("enabled")) {
            String name = name(one, Set.of());
            // As in Kubernetes, one that is named without a weight weighs 1, whatever it weighs by default.
            long weight = Math.max(1, one.number("weight", 1, 0, WEIGHT_MAX));
            one.end();
            if (PluginRegistry.names().contains(name) && acts(name, field, one)) {
                if (enabled.put(name, weight) != null) {
                    one.wrong(FieldError.duplicate(one.path("name"), "\"" + name + "\""));
                }
            }
        }
        Set<String> disabled = new LinkedHashSet<>();
        for (Fields one : set.objects("disabled")) {
            disabled.add(name(one, Set.of(ALL)));
            one.get("weight");
            one.end();
        }
        set.end();
        return new PluginSet(enabled, disabled);
    }

    private static boolean acts(String name, String field, Fields one) {
        for (ExtensionPoint point : ExtensionPoint.all()) {
            if (point.field().equals(field) && !PluginRegistry.has(name, point)) {
                List<String> others = PluginRegistry.names(point);
                one.wrong(FieldError.notSupported(one.path("name"), "\"" + name + "\"", others));
                return false;
            }
        }
        return true;
    }

    private static String name(Fields one, Set<String> besides) {
        String name = one.required("name");
        String elsewhere = ELSEWHERE.get(name);
        if (elsewhere != null) {
            one.warn(one.path("name") + ": " + name + " changes nothing: " + elsewhere);
        } else if (!name.isEmpty()
                && !besides.contains(name)
                && !PluginRegistry.names().contains(name)) {
            List<String> allowed = new ArrayList<>(besides);
            allowed.addAll(PluginRegistry.names());
            allowed.addAll(ELSEWHERE.keySet());
            one.wrong(FieldError.notSupported(one.path("name"), "\"" + name + "\"", allowed));
        }
        return name;
    }

    /** A filter that looks at the pod first relies on it: it is asked at both steps or at neither. */
    private void togetherWithFilter(List<String> early, List<String> filters) {
        Set<String> differ = new LinkedHashSet<>();
        for (String name : PluginRegistry.names(ExtensionPoint.PRE_FILTER)) {
            if (early.contains(name) != filters.contains(name)) {
                differ.add(name);
            }
        }
        for (String name : differ) {
            plugins.wrong(FieldError.invalid(
                    plugins.path(ExtensionPoint.PRE_FILTER.field()),
                    "\"" + name + "\"",
                    "it looks at the pod at preFilter for what it does at filter: enable or disable it at both, or at "
                            + MULTI_POINT));
        }
    }
}
