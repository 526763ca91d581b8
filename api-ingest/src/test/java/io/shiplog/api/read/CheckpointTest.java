package io.shiplog.api.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.KubeObject;
import org.junit.jupiter.api.Test;

class CheckpointTest {

    @Test
    void anObjectThatWasKeptAnswersAsBefore() {
        KubeObject pod = KubeObject.of(Json.parse("""
                        {"kind": "Pod", "apiVersion": "v1",
                         "metadata": {"name": "p", "namespace": "default", "uid": "u", "labels": {"app": "web"},
                                      "creationTimestamp": "2026-01-01T00:00:00Z",
                                      "deletionTimestamp": "2026-01-01T00:00:30Z",
                                      "ownerReferences": [{"uid": "o", "controller": true}]},
                         "spec": {"nodeName": "n1"}}"""), 3);
        assertThat(KubeObject.of(Checkpoint.envelope(pod)))
                .usingRecursiveComparison()
                .ignoringFields("tree", "pod")
                .isEqualTo(pod);
    }
}
