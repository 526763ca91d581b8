package io.shiplog.api.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.record.ResourceEnvelope;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class EnvelopesTest {

    @Test
    void byWhatPodsAreSelectedIsKnownWithoutLookingIntoThem() {
        KubeObject pod = KubeObject.of(Json.parse("""
                {"kind": "Pod", "apiVersion": "v1", "metadata": {"name": "p", "namespace": "default", "uid": "u",
                 "labels": {"app": "web"}}, "spec": {"nodeName": "n1"}, "status": {"phase": "Running"}}"""), 1);
        ResourceEnvelope envelope = pod.envelope();
        envelope.setPhase(pod.pod().phase());
        envelope.setPod(pod.pod().summary());
        envelope.setObject(ByteBuffer.wrap("whoever parses this fails".getBytes(StandardCharsets.UTF_8)));

        KubeObject seen = Envelopes.object(envelope);

        assertThat(seen.pod().phase()).isEqualTo("Running");
        assertThat(seen.node()).isEqualTo("n1");
        assertThat(seen.labels()).containsEntry("app", "web");
    }
}
