package io.shiplog.executor.runtime.docker;

import static org.assertj.core.api.Assertions.assertThat;

import io.shiplog.schemas.object.Json;
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
}
