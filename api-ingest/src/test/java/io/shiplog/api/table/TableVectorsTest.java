package io.shiplog.api.table;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.testing.VectorCase;
import io.shiplog.schemas.testing.Vectors;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** The cells of every printed kind, from vectors/table-printing.json. */
class TableVectorsTest {

    private static final Instant NOON = Instant.parse("2025-06-15T12:00:00Z");

    /** Kinds that Tables prints; a case of any other kind fails. */
    private static final List<String> PRINTED = List.of(
            "Pod",
            "Node",
            "HorizontalPodAutoscaler",
            "Job",
            "Service",
            "CronJob",
            "CertificateSigningRequest",
            "PersistentVolume",
            "PersistentVolumeClaim",
            "StorageClass",
            "Event",
            "PodTemplate",
            "ControllerRevision",
            "ReplicationController",
            "ReplicaSet",
            "ComponentStatus",
            "RuntimeClass",
            "PriorityClass",
            "Endpoints",
            "Ingress",
            "IngressClass",
            "ResourceClaim",
            "FlowSchema",
            "Deployment",
            "DaemonSet",
            "PodDisruptionBudget",
            "ConfigMap",
            "NetworkPolicy",
            "RoleBinding",
            "ClusterRoleBinding",
            "StatefulSet",
            "VolumeAttributesClass",
            "EndpointSlice",
            "Namespace",
            "Secret",
            "ServiceAccount",
            "DeviceClass",
            "ResourceQuota",
            "Lease",
            "VolumeAttachment",
            "CSINode",
            "CSIDriver",
            "ServiceCIDR",
            "IPAddress",
            "PriorityLevelConfiguration",
            "MutatingWebhookConfiguration",
            "ValidatingWebhookConfiguration",
            "ValidatingAdmissionPolicy",
            "ValidatingAdmissionPolicyBinding",
            "Scale");

    @TestFactory
    Stream<DynamicNode> printsTheCellsThatKubernetesPrints() {
        Map<String, VectorCase> kinds = new HashMap<>();
        PRINTED.forEach(kind -> kinds.put(kind, TableVectorsTest::row));
        kinds.put("age-of-timestamp", c -> assertText(c, Ages.since(Json.textAt(c, "timestamp"), now(c))));
        kinds.put("time-until-timestamp", c -> assertText(c, Ages.until(Json.textAt(c, "timestamp"), now(c))));
        return Vectors.tests(TableVectorsTest.class, List.of("table-printing.json"), kinds);
    }

    private static void row(ObjectNode theCase) {
        ObjectNode object = (ObjectNode) theCase.get("object");
        ObjectNode table =
                Tables.table(Json.textAt(theCase, "kind"), List.of(object), now(theCase), TableOptions.DEFAULT);
        JsonNode row = table.get("rows").get(0);
        List<String> names = new ArrayList<>();
        table.get("columnDefinitions").forEach(column -> names.add(Json.textAt(column, "name")));
        List<String> wanted = Json.textsAt(theCase, "columns");
        // By name and not by position: releases differ in columns (ServiceAccount lost Secrets), never in a column's
        // cells.
        assertThat(names).containsSubsequence(wanted);
        for (int i = 0; i < wanted.size(); i++) {
            JsonNode cell = row.get("cells").get(names.indexOf(wanted.get(i)));
            assertThat(Json.text(cell))
                    .as(wanted.get(i))
                    .isEqualTo(Json.text(theCase.get("cells").get(i)));
        }
        assertThat(Json.textAt(row.path("conditions").path(0), "reason"))
                .isEqualTo(Json.textAt(theCase, "rowCompleted"));
    }

    private static void assertText(ObjectNode theCase, String actual) {
        assertThat(actual).isEqualTo(theCase.get("cells").get(0).asText());
    }

    private static Instant now(ObjectNode theCase) {
        String now = Json.textAt(theCase, "now");
        return now.isEmpty() ? NOON : Instant.parse(now);
    }
}
