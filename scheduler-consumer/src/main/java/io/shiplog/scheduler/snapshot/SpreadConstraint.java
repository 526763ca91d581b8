package io.shiplog.scheduler.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.value.LabelSelector;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One of spec.topologySpreadConstraints, read once for all pods of a shape. The constraints that kube-scheduler adds to
 * pods without any by default are not among them.
 *
 * @param maxSkew so many more pods than the emptiest domain a domain may have
 * @param topologyKey nodes with equal values of this label are one domain
 * @param required whenUnsatisfiable is DoNotSchedule; otherwise it is ScheduleAnyway and only a wish
 * @param selector labels of the pods that are counted, in the namespace of the pod that has the constraint
 * @param minDomains while there are fewer domains, the emptiest counts as having no pods
 * @param honorsAffinity nodeAffinityPolicy is Honor (the default): only nodes that the pod's selection accepts count
 * @param honorsTaints nodeTaintsPolicy is Honor (by default it is Ignore): only nodes with tolerated taints count
 * @param matchLabelKeys labels that the pods counted must share with the pod that has the constraint
 */
public record SpreadConstraint(
        long maxSkew,
        String topologyKey,
        boolean required,
        LabelSelector selector,
        long minDomains,
        boolean honorsAffinity,
        boolean honorsTaints,
        List<String> matchLabelKeys) {

    private static final String HONOR = "Honor";

    static List<SpreadConstraint> of(JsonNode spec) {
        List<SpreadConstraint> out = new ArrayList<>();
        for (ObjectNode constraint : Json.objectsAt(spec, "topologySpreadConstraints")) {
            String otherwise = Json.textAt(constraint, "whenUnsatisfiable");
            if (otherwise.equals("DoNotSchedule") || otherwise.equals("ScheduleAnyway")) {
                out.add(of(constraint, otherwise.equals("DoNotSchedule")));
            }
        }
        return List.copyOf(out);
    }

    private static SpreadConstraint of(ObjectNode constraint, boolean required) {
        String affinityPolicy = Json.textAt(constraint, "nodeAffinityPolicy");
        return new SpreadConstraint(
                Json.longAt(constraint, 1, "maxSkew"),
                Json.textAt(constraint, "topologyKey"),
                required,
                LabelSelector.of(Json.at(constraint, "labelSelector")),
                Json.longAt(constraint, 1, "minDomains"),
                affinityPolicy.isEmpty() || affinityPolicy.equals(HONOR),
                Json.textAt(constraint, "nodeTaintsPolicy").equals(HONOR),
                List.copyOf(Json.textsAt(constraint, "matchLabelKeys")));
    }

    /** The labels of the pods counted for a pod with these labels. */
    public LabelSelector selectorFor(Map<String, String> podLabels) {
        return LabelSelectors.with(selector, matchLabelKeys, List.of(), podLabels);
    }

    static void write(SnapshotWriter out, SpreadConstraint constraint) throws IOException {
        out.number(constraint.maxSkew);
        out.word(constraint.topologyKey);
        out.flag(constraint.required);
        LabelSelectors.write(out, constraint.selector);
        out.number(constraint.minDomains);
        out.flag(constraint.honorsAffinity);
        out.flag(constraint.honorsTaints);
        out.list(constraint.matchLabelKeys, SnapshotWriter::word);
    }

    static SpreadConstraint read(SnapshotReader in) throws IOException {
        return new SpreadConstraint(
                in.number(),
                in.word(),
                in.flag(),
                LabelSelectors.read(in),
                in.number(),
                in.flag(),
                in.flag(),
                List.copyOf(in.list(SnapshotReader::word)));
    }
}
