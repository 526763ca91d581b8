package io.shiplog.benchmarks.jmh;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.record.ResourceEnvelope;
import io.shiplog.schemas.record.SliceGroup;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Objects of the size and shape that clusters are full of. */
final class Samples {

    private static final int ENVIRONMENT = 12;
    private static final int LIKES = 64;

    private Samples() {}

    /** A running pod of about 2 kB of JSON: one container, a dozen variables, conditions, a container status. */
    static ObjectNode pod() {
        ObjectNode pod = Json.parse("""
                {"kind":"Pod","apiVersion":"v1",
                 "metadata":{"name":"web-6d5f8c7b9d-x2x7k","generateName":"web-6d5f8c7b9d-","namespace":"default",
                  "uid":"6f9c2d0e-1b3a-5c4d-8e7f-001122334455","creationTimestamp":"2026-01-01T00:00:00Z",
                  "labels":{"app":"web","pod-template-hash":"6d5f8c7b9d"},
                  "ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"web-6d5f8c7b9d",
                   "uid":"0a1b2c3d-1111-5222-8333-444455556666","controller":true,"blockOwnerDeletion":true}]},
                 "spec":{"containers":[{"name":"app","image":"registry.example/team/web:1.4.2",
                   "ports":[{"containerPort":8080,"protocol":"TCP"}],
                   "resources":{"requests":{"cpu":"100m","memory":"128Mi"},"limits":{"memory":"256Mi"}},
                   "terminationMessagePath":"/dev/termination-log","terminationMessagePolicy":"File",
                   "imagePullPolicy":"IfNotPresent"}],
                  "restartPolicy":"Always","terminationGracePeriodSeconds":30,"dnsPolicy":"ClusterFirst",
                  "serviceAccountName":"default","nodeName":"node-17","securityContext":{},
                  "schedulerName":"default-scheduler","priority":0,"enableServiceLinks":true},
                 "status":{"phase":"Running","podIP":"10.1.2.3","hostIP":"10.0.0.17","qosClass":"Burstable",
                  "startTime":"2026-01-01T00:00:01Z",
                  "conditions":[{"type":"Initialized","status":"True","lastTransitionTime":"2026-01-01T00:00:01Z"},
                   {"type":"Ready","status":"True","lastTransitionTime":"2026-01-01T00:00:02Z"},
                   {"type":"ContainersReady","status":"True","lastTransitionTime":"2026-01-01T00:00:02Z"},
                   {"type":"PodScheduled","status":"True","lastTransitionTime":"2026-01-01T00:00:00Z"}],
                  "containerStatuses":[{"name":"app","ready":true,"started":true,"restartCount":0,
                   "image":"registry.example/team/web:1.4.2","imageID":"sha256:0123","containerID":"sim://4711",
                   "state":{"running":{"startedAt":"2026-01-01T00:00:02Z"}}}]}}
                """);
        ArrayNode env = Json.array();
        for (int i = 0; i < ENVIRONMENT; i++) {
            env.addObject().put("name", "SETTING_" + i).put("value", "value-" + i);
        }
        Json.objectsAt(pod, "spec", "containers").get(0).set("env", env);
        return pod;
    }

    /** Sixty-four pods of one template that differ as pods do: in names, uids, nodes, addresses and times. */
    static List<ResourceEnvelope> likes() {
        List<ResourceEnvelope> out = new ArrayList<>();
        for (int i = 0; i < LIKES; i++) {
            ResourceEnvelope one = envelope();
            String text = new String(KubeObject.of(one).json(), StandardCharsets.UTF_8)
                    .replace("x2x7k", "x2x" + (char) ('a' + i % 26) + i)
                    .replace("001122334455", "0011223344" + (10 + i))
                    .replace("node-17", "node-" + i)
                    .replace("10.1.2.3", "10.1.2." + i)
                    .replace("00:00:02Z", "00:00:" + (10 + i % 50) + "Z");
            one.setObject(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
            out.add(one);
        }
        return out;
    }

    /** The pod as a record of the resources topic. */
    static ResourceEnvelope envelope() {
        KubeObject pod = KubeObject.of(pod(), 3);
        return ResourceEnvelope.newBuilder()
                .setGroup("")
                .setKind("Pod")
                .setNamespace(pod.namespace())
                .setName(pod.name())
                .setUid(pod.uid())
                .setVersion(pod.version())
                .setOwnerKind("ReplicaSet")
                .setOwnerName("web-6d5f8c7b9d")
                .setOwnerUid(pod.ownerUid())
                .setOwnerUids(List.of(pod.ownerUid()))
                .setLabels(Map.copyOf(pod.labels()))
                .setNode(pod.node())
                .setPhase("Running")
                .setActor("node-17")
                .setCause("pod-status-3@1234")
                .setSlice(new SliceGroup("pod-status", 3, 1234L, 0, 1, false))
                .setCreationMillis(pod.creationMillis())
                .setObject(ByteBuffer.wrap(pod.json()))
                .build();
    }
}
