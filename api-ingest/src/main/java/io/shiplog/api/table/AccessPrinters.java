package io.shiplog.api.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.value.HumanDuration;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/** Bindings of roles, certificates, admission and flow control. */
final class AccessPrinters {

    private AccessPrinters() {}

    static Map<String, Printer> all() {
        return Map.of(
                "RoleBinding", binding(),
                "ClusterRoleBinding", binding(),
                "CertificateSigningRequest", signingRequest(),
                "MutatingWebhookConfiguration", webhooks(),
                "ValidatingWebhookConfiguration", webhooks(),
                "ValidatingAdmissionPolicy", admissionPolicy(),
                "ValidatingAdmissionPolicyBinding", admissionBinding(),
                "FlowSchema", flowSchema(),
                "PriorityLevelConfiguration", priorityLevel(),
                "Status",
                        Printer.withoutName()
                                .text("Status", o -> Json.textAt(o, "status"))
                                .text("Reason", o -> Json.textAt(o, "reason"))
                                .text("Message", o -> Json.textAt(o, "message")));
    }

    private static Printer binding() {
        return Printer.named()
                .text("Role", o -> Json.textAt(o, "roleRef", "kind") + "/" + Json.textAt(o, "roleRef", "name"))
                .age()
                .wide("Users", o -> subjects(o, "User"))
                .wide("Groups", o -> subjects(o, "Group"))
                .wide("ServiceAccounts", o -> subjects(o, "ServiceAccount"));
    }

    private static String subjects(ObjectNode binding, String kind) {
        return Json.objectsAt(binding, "subjects").stream()
                .filter(subject -> Json.textAt(subject, "kind").equals(kind))
                .map(subject -> kind.equals("ServiceAccount")
                        ? Json.textAt(subject, "namespace") + "/" + Json.textAt(subject, "name")
                        : Json.textAt(subject, "name"))
                .collect(Collectors.joining(", "));
    }

    private static Printer signingRequest() {
        return Printer.named()
                .age()
                .text("SignerName", o -> Texts.or(Json.textAt(o, "spec", "signerName"), Texts.NONE))
                .text("Requestor", o -> Json.textAt(o, "spec", "username"))
                .text("RequestedDuration", AccessPrinters::requestedDuration)
                .text("Condition", AccessPrinters::condition);
    }

    private static String requestedDuration(ObjectNode request) {
        long seconds = Json.longAt(request, -1, "spec", "expirationSeconds");
        return seconds < 0 ? Texts.NONE : HumanDuration.of(Duration.ofSeconds(seconds));
    }

    /** Approved, Denied and Failed count whatever their status says, as they may only ever be True. */
    private static String condition(ObjectNode request) {
        String text = has(request, "Denied") ? "Denied" : has(request, "Approved") ? "Approved" : "Pending";
        String failed = has(request, "Failed") ? ",Failed" : "";
        String issued = Json.textAt(request, "status", "certificate").isEmpty() ? "" : ",Issued";
        return text + failed + issued;
    }

    private static boolean has(ObjectNode object, String type) {
        return Json.objectsAt(object, "status", "conditions").stream()
                .anyMatch(c -> Json.textAt(c, "type").equals(type));
    }

    private static Printer webhooks() {
        return Printer.named()
                .integer("Webhooks", o -> Json.objectsAt(o, "webhooks").size())
                .age();
    }

    private static Printer admissionPolicy() {
        return Printer.named()
                .integer(
                        "Validations",
                        o -> Json.objectsAt(o, "spec", "validations").size())
                .text("ParamKind", AccessPrinters::paramKind)
                .age();
    }

    private static String paramKind(ObjectNode policy) {
        JsonNode kind = Json.at(policy, "spec", "paramKind");
        return kind == null ? Texts.UNSET : Json.textAt(kind, "apiVersion") + "/" + Json.textAt(kind, "kind");
    }

    private static Printer admissionBinding() {
        return Printer.named()
                .text("PolicyName", o -> Json.textAt(o, "spec", "policyName"))
                .text("ParamRef", AccessPrinters::paramRef)
                .age();
    }

    private static String paramRef(ObjectNode binding) {
        JsonNode reference = Json.at(binding, "spec", "paramRef");
        if (reference == null) {
            return Texts.UNSET;
        }
        String name = Json.textAt(reference, "name");
        if (name.isEmpty()) {
            return Texts.selector(Json.at(reference, "selector"));
        }
        return Texts.or(Json.textAt(reference, "namespace"), "*") + "/" + name;
    }

    private static Printer flowSchema() {
        return Printer.named()
                .text("PriorityLevel", o -> Json.textAt(o, "spec", "priorityLevelConfiguration", "name"))
                .integer("MatchingPrecedence", o -> Json.longAt(o, 0, "spec", "matchingPrecedence"))
                .text(
                        "DistinguisherMethod",
                        o -> Texts.or(Json.textAt(o, "spec", "distinguisherMethod", "type"), Texts.NONE))
                .age()
                .text("MissingPL", o -> Texts.or(Texts.condition(o, "Dangling"), "?"));
    }

    private static Printer priorityLevel() {
        return Printer.named()
                .text("Type", o -> Json.textAt(o, "spec", "type"))
                .text("NominalConcurrencyShares", o -> limited(o, "nominalConcurrencyShares"))
                .text("Queues", o -> limited(o, "limitResponse", "queuing", "queues"))
                .text("HandSize", o -> limited(o, "limitResponse", "queuing", "handSize"))
                .text("QueueLengthLimit", o -> limited(o, "limitResponse", "queuing", "queueLengthLimit"))
                .age();
    }

    private static String limited(ObjectNode level, String... path) {
        JsonNode limited = Json.at(level, "spec", "limited");
        return limited == null ? Texts.NONE : Texts.or(Texts.scalar(limited, path), Texts.NONE);
    }
}
