package io.shiplog.executor.runtime.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.dockerjava.api.model.AuthConfig;
import com.github.dockerjava.api.model.HostConfig;
import io.shiplog.executor.pod.ContainerSetup;
import io.shiplog.executor.pod.PodConfigs;
import io.shiplog.executor.pod.PodTemplate;
import io.shiplog.executor.pod.UnmetConfigException;
import io.shiplog.executor.runtime.LogSource;
import io.shiplog.executor.runtime.LogSource.Position;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.value.ImageReference;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What needs no engine. */
class DockerUnitsTest {

    private static PodTemplate template(String container) {
        return PodTemplate.parse("{\"containers\":[" + container + "]}");
    }

    private static HostConfig limits(PodTemplate template) {
        HostConfig out = HostConfig.newHostConfig();
        Limits.apply(out, template.containers().get(0));
        return out;
    }

    @Test
    void theSandboxProgramIsAnElfFileOfItsArchitecture() {
        for (var each : Map.of("amd64", 62, "arm64", 183).entrySet()) {
            ByteBuffer elf = ByteBuffer.wrap(PauseProgram.elf(each.getKey())).order(ByteOrder.LITTLE_ENDIAN);
            assertThat(elf.getInt(0)).isEqualTo(0x464c457f);
            assertThat(elf.getShort(18)).isEqualTo(each.getValue().shortValue());
            assertThat(elf.getLong(24) - elf.getLong(64 + 16))
                    .as("entry behind the headers")
                    .isEqualTo(120);
            assertThat(elf.getLong(64 + 32)).as("size").isEqualTo(elf.capacity());
            assertThat(elf.getLong(elf.capacity() - 8)).isEqualTo(-1L);
        }
        assertThat(ByteBuffer.wrap(PauseProgram.elf("arm64"))
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .getInt(120))
                .as("mov x8, #135")
                .isEqualTo(0xd28010e8);
        assertThatThrownBy(() -> PauseProgram.elf("s390x")).hasMessageContaining("s390x");
    }

    @Test
    void addressesStayUntilTheirPodIsGoneAndAreNotReusedAtOnce() {
        AddressPool pool = new AddressPool("10.88.16.0/28", 0);
        assertThat(pool.of("a", false)).isEqualTo("10.88.16.2");
        assertThat(pool.of("a", false)).isEqualTo("10.88.16.2");
        pool.mark("b", "10.88.16.3");
        pool.mark("elsewhere", "192.168.0.1");
        assertThat(pool.of("c", false)).isEqualTo("10.88.16.4");
        pool.release("a");
        assertThat(pool.of("d", false)).isEqualTo("10.88.16.5");
        assertThat(pool.of("e", false)).isEqualTo("10.88.16.6");
        pool.spoilt("e");
        assertThat(pool.of("e", false)).isEqualTo("10.88.16.7");
        assertThat(pool.of("f", false)).isEqualTo("10.88.16.2");
        assertThatThrownBy(() -> pool.of("g", false)).hasMessageContaining("all 6 addresses");
    }

    @Test
    void whatAnExecutorPutsInHasAddressesOfTheUpperHalfAndAPodKeepsItsOwn() {
        AddressPool pool = new AddressPool("10.88.16.0/28", 0);
        assertThat(pool.of("a", true)).isEqualTo("10.88.16.8");
        assertThat(pool.of("b", false)).isEqualTo("10.88.16.2");
        assertThat(pool.of("b", true)).isEqualTo("10.88.16.2");
        assertThat(pool.ofUpper("10.88.16.2")).isFalse();
        assertThat(pool.ofUpper("10.88.16.7")).isFalse();
        assertThat(pool.ofUpper("10.88.16.8")).isTrue();
        assertThat(pool.ofUpper("10.88.32.8")).isFalse();
        for (int i = 0; i < 6; i++) {
            assertThat(pool.ofUpper(pool.of("more" + i, true))).isTrue();
        }
        assertThatThrownBy(() -> pool.of("one too many", true)).hasMessageContaining("all 7 addresses");
    }

    /** In JSON; no path of any file system. */
    private static final String NUL = "\\u0000";

    @Test
    void podsThatOnlyTheEngineCanServeAreToldByTheirSpec() {
        assertThat(needsEngine("{}")).isFalse();
        assertThat(needsEngine("{\"ports\": [{\"containerPort\": 80}]}")).isFalse();
        assertThat(needsEngine("{\"ports\": [{\"containerPort\": 80, \"hostPort\": 80}]}"))
                .isTrue();
        for (String path :
                List.of("/dev", "/dev/", "/", "dev", "/dev/.shiplog", "/dev/.shiplog/open", "/x/../dev", NUL)) {
            assertThat(needsEngine("{\"volumeMounts\": [{\"name\": \"v\", \"mountPath\": \"" + path + "\"}]}"))
                    .as(path)
                    .isTrue();
        }
        for (String path : List.of("/dev/shm", "/device", "/data")) {
            assertThat(needsEngine("{\"volumeMounts\": [{\"name\": \"v\", \"mountPath\": \"" + path + "\"}]}"))
                    .as(path)
                    .isFalse();
        }
        assertThat(needsEngine("{\"securityContext\": {\"appArmorProfile\": {\"type\": \"Localhost\"}}}"))
                .isTrue();
        assertThat(needsEngine("{\"securityContext\": {\"appArmorProfile\": {\"type\": \"RuntimeDefault\"}}}"))
                .isFalse();
    }

    private static boolean needsEngine(String containerFields) {
        ObjectNode pod = RuntimeRig.spec("sleep");
        RuntimeRig.first(pod).setAll((ObjectNode) Json.parse(containerFields));
        return PodWiring.needsEngine(RuntimeRig.template(pod));
    }

    @Test
    void aGateIsClosedForEachContainerThatIsMade(@TempDir Path dir) throws IOException {
        Gate gate = new Gate(dir.resolve("gates/main.0"));
        gate.make();
        assertThat(gate.folder().resolve(GateProgram.NAME)).isExecutable();
        gate.open();
        gate.open();
        assertThat(gate.folder().resolve(GateProgram.OPEN)).exists();
        gate.make();
        assertThat(gate.folder().resolve(GateProgram.OPEN)).doesNotExist();
        gate.delete();
        assertThat(gate.folder()).doesNotExist();
    }

    @Test
    void enginesThatCannotBeHelpedAreToldByTheirSecurityOptions() {
        assertThat(PodWiring.hindrance(null)).isEmpty();
        assertThat(PodWiring.hindrance(List.of("name=apparmor", "name=seccomp,profile=default")))
                .isEmpty();
        assertThat(PodWiring.hindrance(List.of("name=rootless"))).contains("rootless");
        assertThat(PodWiring.hindrance(List.of("name=selinux"))).contains("selinux");
    }

    @Test
    void framesAreTakenApartAndABrokenStreamIsNoEnd() throws IOException {
        byte[] bytes = {1, 0, 0, 0, 0, 0, 0, 2, 'h', 'i', 2, 0, 0, 0, 0, 0, 0, 0};
        var in = new ByteArrayInputStream(bytes);
        assertThat(Frames.next(in))
                .satisfies(frame -> assertThat(frame.payload()).containsExactly('h', 'i'));
        assertThat(Frames.next(in))
                .satisfies(frame -> assertThat(frame.stderr()).isTrue());
        assertThat(Frames.next(in)).isNull();
        assertThatThrownBy(() -> Frames.next(new ByteArrayInputStream(bytes, 0, 9)))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> Frames.next(new ByteArrayInputStream(bytes, 0, 3)))
                .isInstanceOf(IOException.class);
    }

    /** Remembers lines as text. */
    private static final class Lines implements LogSource.Sink {
        private final List<LogSource.Line> lines = new ArrayList<>();
        private long dropped;

        @Override
        public void line(LogSource.Line line) {
            lines.add(line);
        }

        @Override
        public void dropped(long count) {
            dropped += count;
        }

        @Override
        public void end() {}
    }

    private static Lines read(Position from, String... pieces) throws InterruptedException {
        Lines out = new Lines();
        LogCursor cursor = new LogCursor(from);
        for (String piece : pieces) {
            LogPieces.give(piece.getBytes(StandardCharsets.UTF_8), false, cursor, out);
        }
        return out;
    }

    @Test
    void linesOfOneTimeAreToldApartWhenReadingGoesOn() throws InterruptedException {
        String[] all = {
            "2024-03-01T10:00:00.000000001Z a\n",
            "2024-03-01T10:00:00.000000002Z b\n",
            "2024-03-01T10:00:00.000000002Z c\n",
            "2024-03-01T10:00:00.000000003Z d"
        };
        Lines first = read(Position.START, all);
        assertThat(first.lines).hasSize(4);
        assertThat(first.lines.get(3).partial()).isTrue();
        LogSource.Line b = first.lines.get(1);
        assertThat(b.after()).isEqualTo(b.timeNanos() + ":1");
        assertThat(new LogCursor(new Position(b.after(), 2)).since()).isEqualTo("1709287200.000000002");
        Lines rest = read(new Position(b.after(), 2), all);
        assertThat(rest.lines)
                .extracting(line -> new String(line.text(), StandardCharsets.UTF_8))
                .containsExactly("c", "d");
        assertThat(rest.dropped).isZero();
        assertThat(read(new Position(b.after(), 2), all[3]).dropped)
                .as("b is gone")
                .isEqualTo(1);
    }

    @Test
    void statsOfBothCgroupVersionsAreRead() {
        ObjectNode v1 = Json.parse("{\"cpu_stats\":{\"cpu_usage\":{\"total_usage\":7}},\"memory_stats\":{\"usage\":100,"
                + "\"stats\":{\"inactive_file\":1,\"total_inactive_file\":30}},"
                + "\"networks\":{\"eth0\":{\"rx_bytes\":5,\"tx_bytes\":6}}}");
        assertThat(ContainerStats.of(v1)).isEqualTo(new ContainerStats(7, 70, 5, 6));
        ObjectNode v2 = Json.parse("{\"memory_stats\":{\"usage\":100,\"stats\":{\"inactive_file\":40}}}");
        assertThat(ContainerStats.of(v2)).isEqualTo(new ContainerStats(0, 60, -1, -1));
    }

    @Test
    void limitsAreHeldByQuotaAndPeriodAndWithoutSwap() {
        HostConfig host =
                limits(template("{\"name\":\"a\",\"resources\":{\"limits\":{\"cpu\":\"250m\",\"memory\":\"64Mi\"},"
                        + "\"requests\":{\"cpu\":\"100m\"}}}"));
        assertThat(host.getCpuPeriod()).isEqualTo(100_000);
        assertThat(host.getCpuQuota()).isEqualTo(25_000);
        assertThat(host.getCpuShares()).isEqualTo(102);
        assertThat(host.getMemory()).isEqualTo(64L << 20).isEqualTo(host.getMemorySwap());
        assertThat(limits(template("{\"name\":\"a\"}")).getCpuShares()).isEqualTo(2);
        assertThat(limits(template("{\"name\":\"a\",\"resources\":{\"limits\":{\"memory\":\"1Mi\"}}}"))
                        .getMemory())
                .as("never raised quietly")
                .isEqualTo(1L << 20);
    }

    @Test
    void memoryRunsOutForBestEffortFirstAndForGuaranteedLast() {
        long machine = 10L << 30;
        PodTemplate guaranteed =
                template("{\"name\":\"a\",\"resources\":{\"limits\":{\"cpu\":\"1\",\"memory\":\"1Gi\"}}}");
        PodTemplate burstable = template("{\"name\":\"a\",\"resources\":{\"requests\":{\"memory\":\"1Gi\"}}}");
        PodTemplate none = template("{\"name\":\"a\"}");
        assertThat(score(guaranteed, machine)).isEqualTo(-997);
        assertThat(score(burstable, machine)).isEqualTo(900);
        assertThat(score(none, machine)).isEqualTo(1000);
        assertThat(score(burstable, 1L << 30)).isEqualTo(3);
        assertThat(score(burstable, 1L << 60)).isEqualTo(999);
    }

    private static int score(PodTemplate template, long machineBytes) {
        return Limits.oomScore(template, template.containers().get(0), machineBytes);
    }

    @Test
    void pullSecretsAreChosenByRegistry() {
        String json = "{\"auths\":{\"https://index.docker.io/v1/\":{\"auth\":\"" + base64("hub:secret") + "\"},"
                + "\"*.example.com\":{\"username\":\"u\",\"password\":\"p\"},"
                + "\"reg.example.com/team\":{\"username\":\"t\",\"password\":\"q\"}}}";
        ObjectNode secret = Json.object();
        secret.putObject("data").put(".dockerconfigjson", base64(json));
        PodConfigs configs = new PodConfigs(Map.of(PodConfigs.key("Secret", "pull"), secret));
        PodTemplate template = PodTemplate.parse("{\"imagePullSecrets\":[{\"name\":\"pull\"},{\"name\":\"none\"}],"
                + "\"containers\":[{\"name\":\"a\"}]}");
        assertThat(users("nginx", template, configs)).containsExactly("hub");
        assertThat(users("reg.example.com/team/app:1", template, configs)).containsExactly("t", "u");
        assertThat(users("reg.example.com/other:1", template, configs)).containsExactly("u");
        assertThat(users("a.b.example.com/other:1", template, configs)).isEmpty();
        AuthConfig hub =
                PullSecrets.of(ImageReference.parse("nginx"), template, configs).get(0);
        assertThat(hub.getRegistryAddress()).isEqualTo("https://index.docker.io/v1/");
        assertThat(hub.getPassword()).isEqualTo("secret");
    }

    private static List<String> users(String image, PodTemplate template, PodConfigs configs) {
        return PullSecrets.of(ImageReference.parse(image), template, configs).stream()
                .map(AuthConfig::getUsername)
                .toList();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aFrameIsGivenBeforeTheNextChunkComes() throws IOException {
        ByteArrayInputStream soFar =
                new ByteArrayInputStream("a\r\n\1\0\0\0\0\0\0\2x\n".getBytes(StandardCharsets.US_ASCII));
        InputStream waits = new InputStream() {
            @Override
            public int read() {
                assertThat(soFar.available()).as("would wait for more").isPositive();
                return soFar.read();
            }

            @Override
            public int read(byte[] to, int at, int length) {
                assertThat(length == 0 || soFar.available() > 0)
                        .as("would wait for more")
                        .isTrue();
                return soFar.read(to, at, length);
            }
        };
        Frames.Frame frame = Frames.next(new EngineSocket.Chunked(waits));
        assertThat(frame).isNotNull().extracting(Frames.Frame::payload).isEqualTo(new byte[] {'x', '\n'});
    }

    @Test
    void aSubPathIsMadeAndMayNotLeadOutOfItsVolume(@TempDir Path volume) throws IOException {
        PodTemplate template = template("{\"name\":\"a\"}");
        var spec = template.containers().get(0);
        Files.createSymbolicLink(volume.resolve("out"), volume.getParent());
        var mount = Binds.of(spec, setup("logs/app"), Map.of("v", volume)).get(0);
        assertThat(mount.getSource())
                .isEqualTo(volume.toRealPath().resolve("logs/app").toString());
        assertThat(volume.resolve("logs/app")).isDirectory();
        assertThat(mount.getReadOnly()).isTrue();
        assertThatThrownBy(() -> Binds.of(spec, setup("../x"), Map.of("v", volume)))
                .hasMessageContaining("leads out");
        assertThatThrownBy(() -> Binds.of(spec, setup("out/x"), Map.of("v", volume)))
                .hasMessageContaining("leads out");
        assertThatThrownBy(() -> Binds.of(spec, setup(""), Map.of())).hasMessageContaining("volume \"v\"");
    }

    private static ContainerSetup setup(String subPath) {
        return new ContainerSetup(
                List.of(), List.of(), "", Map.of(), List.of(new ContainerSetup.Mount("v", "/data", subPath, true)));
    }

    @Test
    void whatNoEngineHoldsIsRefusedInClearWords() {
        PodTemplate odd = template("{\"name\":\"a\",\"securityContext\":{\"capabilities\":{\"add\":[\"FLY\"]}}}");
        var ref = RuntimeRig.ref("p");
        assertThatThrownBy(() -> Security.apply(
                        HostConfig.newHostConfig(), odd, odd.containers().get(0), ref, ""))
                .isInstanceOf(UnmetConfigException.class)
                .hasMessage("unknown capability \"FLY\"");
        PodTemplate nonRoot = template("{\"name\":\"a\",\"securityContext\":{\"runAsNonRoot\":true}}");
        assertThatThrownBy(() -> Security.apply(
                        HostConfig.newHostConfig(),
                        nonRoot,
                        nonRoot.containers().get(0),
                        ref,
                        "www-data"))
                .hasMessageContaining("non-numeric user (www-data)");
    }

    @Test
    void theEnginesWordsAreTakenOutOfTheClients() {
        assertThat(Engine.words(new IllegalStateException("Status 500: {\"message\":\"no \\\"x\\\"\"}\n")))
                .isEqualTo("no \"x\"");
        assertThat(Engine.words(new IllegalStateException(
                        "Status 500: {\"cause\":\"OCI\",\"message\":\"podman says\",\"response\":500}")))
                .isEqualTo("podman says");
        var wrapped = new IllegalStateException(new IOException("Connection refused"));
        assertThat(Engine.words(wrapped)).isEqualTo("Connection refused");
    }

    @Test
    void refusesAProfileThatNothingHolds() throws UnmetConfigException {
        PodTemplate pod = template("{\"name\":\"a\",\"securityContext\":{\"appArmorProfile\":"
                + "{\"type\":\"Localhost\",\"localhostProfile\":\"mine\"}}}");
        Security.refuseProfiles(pod, pod.containers().get(0), true);
        Security.refuseProfiles(
                template("{\"name\":\"a\"}"),
                template("{\"name\":\"a\"}").containers().get(0),
                false);
        assertThatThrownBy(() -> Security.refuseProfiles(pod, pod.containers().get(0), false))
                .isInstanceOf(UnmetConfigException.class)
                .hasMessage("Cannot enforce AppArmor: AppArmor is not enabled on the host");
    }

    @Test
    void theSameFailureHasTheSameWords() {
        assertThat(PodStarts.steady("driver failed programming external connectivity on endpoint shiplog_c_web_7_0"
                        + " (de4aad2a40120c3): Error starting userland proxy: listen tcp4 0.0.0.0:80: bind:"
                        + " address already in use"))
                .isEqualTo("driver failed programming external connectivity: Error starting userland proxy: listen tcp4"
                        + " 0.0.0.0:80: bind: address already in use");
    }
}
