package io.shiplog.reconciler.admit.validate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.FieldError;
import io.shiplog.schemas.object.Kind;
import io.shiplog.schemas.object.Kinds;
import java.util.List;
import java.util.Map;

/**
 * What Kubernetes refuses, with its own reasons, paths and words. Objects come defaulted and in the stored version.
 *
 * <p>A kind is a row in the two tables; one without a row has only its metadata checked.
 */
public final class Validation {

    /** Checks of an object as it is. */
    @FunctionalInterface
    private interface Rule {
        void check(ObjectNode tree, Problems problems);
    }

    /** Checks of a change. */
    @FunctionalInterface
    private interface ChangeRule {
        void check(ObjectNode next, ObjectNode current, Problems problems);
    }

    private static final Map<Kind, Rule> RULES = Map.ofEntries(
            Map.entry(Kinds.POD, PodRules::pod),
            Map.entry(Kinds.DEPLOYMENT, WorkloadRules::deployment),
            Map.entry(Kinds.REPLICA_SET, WorkloadRules::replicaSet),
            Map.entry(Kinds.SERVICE, ServiceRules::service),
            Map.entry(Kinds.CONFIG_MAP, ConfigRules::configMap),
            Map.entry(Kinds.SECRET, ConfigRules::secret),
            Map.entry(Kinds.NAMESPACE, ClusterRules::namespace),
            Map.entry(Kinds.NODE, ClusterRules::node),
            Map.entry(Kinds.LEASE, ClusterRules::lease),
            Map.entry(Kinds.PRIORITY_CLASS, PolicyRules::priorityClass),
            Map.entry(Kinds.POD_DISRUPTION_BUDGET, PolicyRules::disruptionBudget));

    private static final Map<Kind, ChangeRule> CHANGE_RULES = Map.of(
            Kinds.POD, PodChanges::check,
            Kinds.DEPLOYMENT, WorkloadRules::selectorUnchanged,
            Kinds.REPLICA_SET, WorkloadRules::selectorUnchanged,
            Kinds.SERVICE, ServiceRules::unchanged,
            Kinds.CONFIG_MAP, ConfigRules::unchanged,
            Kinds.SECRET, ConfigRules::secretUnchanged,
            Kinds.PRIORITY_CLASS, PolicyRules::priorityClassUnchanged);

    private Validation() {}

    /** Everything wrong with a new object; empty = valid. */
    public static List<FieldError> create(Kind kind, ObjectNode tree) {
        Problems problems = new Problems();
        MetadataRules.create(kind, tree, problems);
        if (kind.equals(Kinds.EVENT)) {
            ClusterRules.event(tree, problems);
        }
        rules(kind, tree, problems);
        return problems.found();
    }

    /** Everything wrong with replacing current by next; empty = valid. */
    public static List<FieldError> update(Kind kind, ObjectNode next, ObjectNode current) {
        Problems problems = new Problems();
        MetadataRules.update(next, current, problems);
        rules(kind, next, problems);
        ChangeRule change = CHANGE_RULES.get(kind);
        if (change != null) {
            change.check(next, current, problems);
        }
        return problems.found();
    }

    private static void rules(Kind kind, ObjectNode tree, Problems problems) {
        Rule rule = RULES.get(kind);
        if (rule != null) {
            rule.check(tree, problems);
        }
    }
}
