package io.shiplog.executor.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shiplog.executor.pod.Addresses;
import io.shiplog.executor.pod.PodConfigs;
import io.shiplog.executor.pod.PodRef;
import io.shiplog.executor.pod.PodTemplate;
import io.shiplog.executor.pod.Templates;
import io.shiplog.executor.pod.UnmetConfigException;
import io.shiplog.schemas.object.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PodVolumesTest {

    private static final PodRef POD = new PodRef("n1", "default", "web-0", "u1");
    private static final Addresses ADDRESSES = new Addresses("10.0.0.1", "10.1.0.7");

    @TempDir
    Path dir;

    private PodVolumes volumes;

    @BeforeEach
    void volumesOfAnExecutor() {
        volumes = new PodVolumes(dir.resolve("pods"));
    }

    private static PodTemplate template(String volume) {
        return new Templates()
                .of(Json.parse("{\"metadata\":{\"name\":\"web-0\",\"labels\":{\"b\":\"2\",\"a\":\"q\\\"1\"}},\"spec\":"
                        + "{\"containers\":[{\"name\":\"c\"}],\"volumes\":[" + volume + "]}}"));
    }

    private static PodConfigs app(String data) {
        return new PodConfigs(Map.of(
                "ConfigMap/app",
                Json.parse("{\"data\":" + data + ",\"binaryData\":{\"bin\":\"AAE=\"}}"),
                "Secret/key",
                Json.parse("{\"data\":{\"password\":\"czNjcjN0\"}}")));
    }

    private Path made(String volume, PodConfigs configs) throws IOException, UnmetConfigException {
        Map<String, Path> made = volumes.prepare(POD, template(volume), configs, ADDRESSES);
        assertThat(made).containsOnlyKeys("v");
        return made.values().iterator().next();
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void aConfigMapIsAFileForEveryKeyAlsoABinaryOne() throws Exception {
        Path made = made("{\"name\":\"v\",\"configMap\":{\"name\":\"app\",\"defaultMode\":416}}", app("{\"k\":\"1\"}"));
        assertThat(made.resolve("k")).hasContent("1").isSymbolicLink();
        assertThat(made.resolve("bin")).hasBinaryContent(new byte[] {0, 1});
        assertThat(mode(made.resolve("k"))).isEqualTo("rw-r-----");
    }

    @Test
    void anUpdateExchangesAllFilesAtOnceAndLeavesNothingBehind() throws Exception {
        String volume = "{\"name\":\"v\",\"configMap\":{\"name\":\"app\"}}";
        Path made = made(volume, app("{\"k\":\"1\",\"old\":\"x\"}"));
        Path before = made.resolve("..data").toRealPath();
        volumes.update(POD, template(volume), app("{\"k\":\"1\",\"old\":\"x\"}"));
        assertThat(made.resolve("..data").toRealPath()).isEqualTo(before);
        volumes.update(POD, template(volume), app("{\"k\":\"2\",\"new\":\"y\"}"));
        assertThat(made.resolve("k")).hasContent("2");
        assertThat(made.resolve("new")).hasContent("y");
        assertThat(made.resolve("old")).doesNotExist();
        assertThat(before).doesNotExist();
        volumes.update(POD, template(volume), PodConfigs.NONE);
        assertThat(made.resolve("k")).hasContent("2");
    }

    @Test
    void itemsChooseKeysPathsAndModes() throws Exception {
        Path made = made(
                "{\"name\":\"v\",\"secret\":{\"secretName\":\"key\",\"items\":[{\"key\":\"password\",\"path\":"
                        + "\"a/b/pw\",\"mode\":256},{\"key\":\"no\",\"path\":\"no\"}],\"optional\":true}}",
                app("{}"));
        assertThat(made.resolve("a/b/pw")).hasContent("s3cr3t");
        assertThat(mode(made.resolve("a/b/pw"))).isEqualTo("r--------");
        assertThat(made.resolve("password")).doesNotExist();
    }

    @Test
    void aProjectedVolumeHoldsItsSourcesTogether() throws Exception {
        Path made = made(
                "{\"name\":\"v\",\"projected\":{\"sources\":[{\"configMap\":{\"name\":\"app\"}},{\"secret\":{\"name\":"
                        + "\"key\"}},{\"downwardAPI\":{\"items\":[{\"path\":\"labels\",\"fieldRef\":{\"fieldPath\":"
                        + "\"metadata.labels\"}}]}}]}}",
                app("{\"k\":\"1\"}"));
        assertThat(made.resolve("k")).hasContent("1");
        assertThat(made.resolve("password")).hasContent("s3cr3t");
        assertThat(made.resolve("labels")).hasContent("a=\"q\\\"1\"\nb=\"2\"");
    }

    @Test
    void whatIsMissingOrNotSupportedIsNamed() {
        assertThatThrownBy(() -> made("{\"name\":\"v\",\"configMap\":{\"name\":\"x\"}}", PodConfigs.NONE))
                .isInstanceOf(UnmetConfigException.class)
                .hasMessage("MountVolume.SetUp failed for volume \"v\" : configmap \"x\" not found");
        assertThatThrownBy(() -> made(
                        "{\"name\":\"v\",\"configMap\":{\"name\":\"app\",\"items\":[{\"key\":\"x\",\"path\":\"x\"}]}}",
                        app("{}")))
                .hasMessageEndingWith("configmap references non-existent config key: x");
        assertThatThrownBy(() -> made("{\"name\":\"v\",\"nfs\":{\"server\":\"s\"}}", PodConfigs.NONE))
                .isInstanceOf(IOException.class)
                .hasMessage("volume \"v\": type nfs is not supported by this release");
        assertThatThrownBy(() -> made(
                        "{\"name\":\"v\",\"projected\":{\"sources\":[{\"serviceAccountToken\":{\"path\":\"t\"}}]}}",
                        PodConfigs.NONE))
                .hasMessageContaining("a projected serviceAccountToken is not supported");
        assertThatThrownBy(() -> made(
                        "{\"name\":\"v\",\"configMap\":{\"name\":\"app\",\"items\":[{\"key\":"
                                + "\"k\",\"path\":\"../x\"}]}}",
                        app("{\"k\":\"1\"}")))
                .hasMessage("path \"../x\" leads out of the volume");
    }

    @Test
    void anOptionalConfigMapThatIsNotThereIsAnEmptyVolume() throws Exception {
        Path made = made("{\"name\":\"v\",\"configMap\":{\"name\":\"x\",\"optional\":true}}", PodConfigs.NONE);
        assertThat(made.toRealPath()).isDirectory();
        assertThat(made.resolve("..data")).isEmptyDirectory();
    }

    @Test
    void anEmptyDirIsForEverybodyAndKeepsWhatIsInIt() throws Exception {
        Path made = made("{\"name\":\"v\",\"emptyDir\":{}}", PodConfigs.NONE);
        assertThat(mode(made)).isEqualTo("rwxrwxrwx");
        Files.writeString(made.resolve("kept"), "yes");
        assertThat(made("{\"name\":\"v\",\"emptyDir\":{}}", PodConfigs.NONE).resolve("kept"))
                .hasContent("yes");
        volumes.remove(POD);
        assertThat(volumes.folder(POD)).doesNotExist();
    }

    @Test
    void anEmptyDirInMemoryIsMountedOnceAndGoesWithThePod() throws Exception {
        Assumptions.assumeTrue(Mounts.ROOT, "only root may mount");
        String volume = "{\"name\":\"v\",\"emptyDir\":{\"medium\":\"Memory\",\"sizeLimit\":\"1Mi\"}}";
        Path made = made(volume, PodConfigs.NONE);
        Assumptions.assumeFalse(Mounts.below(made).isEmpty(), "this machine does not let us mount");
        Files.writeString(made.resolve("kept"), "yes");
        made(volume, PodConfigs.NONE);
        assertThat(Mounts.below(made)).hasSize(1);
        assertThat(Files.getFileStore(made).getTotalSpace()).isEqualTo(1024 * 1024);
        volumes.remove(POD);
        assertThat(made).doesNotExist();
        assertThat(Mounts.below(dir)).isEmpty();
    }

    @Test
    void aHostPathIsCheckedByItsTypeAndOutlivesThePod() throws Exception {
        Path file = Files.writeString(dir.resolve("file"), "mine");
        String path = "{\"name\":\"v\",\"hostPath\":{\"path\":\"" + file + "\",\"type\":";
        assertThat(made(path + "\"File\"}}", PodConfigs.NONE)).isEqualTo(file);
        assertThatThrownBy(() -> made(path + "\"Directory\"}}", PodConfigs.NONE))
                .hasMessage("hostPath type check failed: " + file + " is not a directory");
        assertThatThrownBy(() -> made(path + "\"Socket\"}}", PodConfigs.NONE))
                .hasMessage("hostPath type check failed: " + file + " is not a socket file");
        Files.createSymbolicLink(volumes.folder(POD).resolve("link"), dir);
        volumes.remove(POD);
        assertThat(file).hasContent("mine");
    }

    @Test
    void aSubPathIsMadeInsideItsVolumeAndNowhereElse() throws Exception {
        Path made = made("{\"name\":\"v\",\"emptyDir\":{}}", PodConfigs.NONE);
        assertThat(PodVolumes.within(made, "a/b")).isDirectory();
        Files.createSymbolicLink(made.resolve("out"), dir);
        assertThatThrownBy(() -> PodVolumes.within(made, "out/x"))
                .hasMessage("subPath \"out/x\" leads out of its volume " + made);
        assertThat(dir.resolve("x")).doesNotExist();
        Path files = Objects.requireNonNull(volumes.prepare(
                        POD,
                        template("{\"name\":\"w\",\"configMap\":{\"name\":\"app\"}}"),
                        app("{\"k\":\"1\"}"),
                        ADDRESSES)
                .get("w"));
        assertThat(PodVolumes.within(files, "k")).hasContent("1");
    }
}
