package io.shiplog.reconciler.controller.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.reconciler.controller.Effect;
import io.shiplog.reconciler.controller.common.PodTemplates;
import io.shiplog.schemas.object.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Undo asked for by the annotation deprecated.deployment.rollback.to, which stands for extensions/v1beta1's
 * spec.rollbackTo. (Today's kubectl patches the template itself; both end in the old ReplicaSet being the present one.)
 */
final class Rollback {

    private Rollback() {}

    /** The revision asked for, 0 meaning the one before the present; null when none is asked for. */
    static @Nullable Long wanted(DeploymentFacts deployment) {
        String text = deployment.annotations().get(Annotations.ROLLBACK_TO);
        if (text == null) {
            return null;
        }
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException malformed) {
            return null;
        }
    }

    /** Puts the revision's template in the place of the present one and takes the request away, found or not. */
    static void rollBack(DeploymentLook look, long revision) {
        DeploymentFacts deployment = look.deployment();
        ObjectNode next = deployment.object().copy();
        OwnedReplicaSet set = Revisions.find(look.all(), revision);
        JsonNode template = set == null ? null : PodTemplates.withoutHash(set.template());
        if (set == null || template == null) {
            look.event(
                    "Warning",
                    "DeploymentRollbackRevisionNotFound",
                    revision == 0 ? "Unable to find last revision." : "Unable to find the revision to rollback to.");
        } else if (PodTemplates.same(template, deployment.template())) {
            look.event(
                    "Warning",
                    "DeploymentRollbackTemplateUnchanged",
                    "The rollback revision contains the same template as current deployment \"" + deployment.name()
                            + "\"");
        } else {
            Map<String, String> annotations = merged(deployment.annotations(), set.annotations());
            next = replace(next, template, annotations);
            look.event(
                    "Normal",
                    "DeploymentRollback",
                    "Rolled back deployment \"" + deployment.name() + "\" to revision "
                            + Annotations.revision(set.annotations()));
        }
        Json.ensure(next, "metadata", "annotations").remove(Annotations.ROLLBACK_TO);
        look.then(new Effect.Update(deployment.object(), next, false, "Rollback"));
    }

    /** The revision's annotations, with the Deployment's own books kept. */
    private static Map<String, String> merged(Map<String, String> deployment, Map<String, String> revision) {
        Map<String, String> out = new LinkedHashMap<>();
        deployment.forEach((key, value) -> {
            if (Annotations.OWN_BOOKS.contains(key)) {
                out.put(key, value);
            }
        });
        Annotations.copyFromDeployment(revision, out);
        return out;
    }

    /** The Deployment with this template and these annotations in the place of its own. */
    static ObjectNode replace(ObjectNode deployment, JsonNode template, Map<String, String> annotations) {
        Json.ensure(deployment, "spec").set("template", template.deepCopy());
        ObjectNode written = Json.ensure(deployment, "metadata").putObject("annotations");
        annotations.forEach(written::put);
        return deployment;
    }
}
