package io.shiplog.executor.runtime.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.model.Container;
import io.shiplog.schemas.object.Json;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What Podman 4.3 answers where Docker's answers differ. */
class PodmanTest {

    private static boolean inJson(String path) {
        return DockerLogs.inJson(
                Json.parse("{\"LogPath\":\"" + path + "\",\"HostConfig\":{\"LogConfig\":{\"Type\":\"json-file\"}}}"));
    }

    @Test
    void itsFilesOfLinesAreNotReadAsDockersAlthoughItSaysSo() {
        assertThat(inJson("/var/lib/docker/containers/5598/5598-json.log")).isTrue();
        assertThat(inJson("/var/lib/containers/storage/overlay-containers/5598/userdata/ctr.log"))
                .isFalse();
        assertThat(inJson("")).isFalse();
    }

    @Test
    void aNameThatIsTakenIsAConflictThoughItsStatusSaysAnError() {
        String words =
                "container create: creating container storage: the container name \"shiplog_m\" is already in use by"
                        + " 5598. You have to remove that container to be able to reuse that name";
        assertThat(Engine.nameTaken(new EngineRefusalException(500, words))).isTrue();
        assertThat(Engine.nameTaken(new EngineRefusalException(409, "Conflict.")))
                .isTrue();
        assertThat(Engine.nameTaken(new EngineRefusalException(500, "no space left on device")))
                .isFalse();
    }

    private static Container container(String id, Map<String, String> labels) throws IOException {
        return new ObjectMapper()
                .readValue(
                        Json.text(Json.object().put("Id", id).set("Labels", new ObjectMapper().valueToTree(labels))),
                        Container.class);
    }

    @Test
    void aSandboxIsRemovedAfterThoseThatUseItsNamespaces() throws IOException {
        Container sandbox = container("s", Map.of(Labels.SANDBOX, "true"));
        Container a = container("a", Map.of());
        Container b = container("b", Map.of());
        assertThat(RemovalOrder.of(List.of(a, sandbox, b))).containsExactly(List.of(a, b), List.of(sandbox));
    }
}
