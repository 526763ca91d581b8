package io.shiplog.executor.runtime.process;

import static io.shiplog.executor.runtime.process.ProcessRig.container;
import static io.shiplog.executor.runtime.process.ProcessRig.shell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shiplog.executor.runtime.LogSource.Position;
import io.shiplog.executor.runtime.Observation.Exited;
import io.shiplog.executor.runtime.PodAccess.Connection;
import io.shiplog.executor.runtime.PodAccess.Session;
import io.shiplog.executor.runtime.PodAccess.Streams;
import io.shiplog.executor.runtime.RuntimeCall;
import io.shiplog.executor.runtime.process.ProcessRig.Lines;
import io.shiplog.executor.runtime.process.ProcessRig.Subject;
import io.shiplog.schemas.object.StatusException;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ways into real processes, and the lines that they write. */
@Tag("real")
class ProcessAccessIT {

    private static final Streams OUTPUT = new Streams(false, true, true, false);

    @TempDir
    Path dir = Path.of("unset");

    private ProcessRig rig = new ProcessRig(Path.of("target", "unset"));

    @BeforeEach
    void begin() {
        rig = new ProcessRig(dir).start();
    }

    @AfterEach
    void end() {
        rig.removeAll();
        rig.close();
    }

    private Session exec(Subject pod, Streams streams, String... command) throws IOException {
        return rig.runtime.access().exec(pod.run(0), List.of(command), streams);
    }

    private static String read(Session session) throws IOException {
        return new String(session.stdout().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void aFurtherCommandSeesWhatTheContainerSees() throws Exception {
        Subject pod = shell("echo in-work > file; sleep 1000", spec -> {
            container(spec).putArray("env").addObject().put("name", "A").put("value", "b c");
            return spec;
        });
        rig.started(pod);
        try (Session session = exec(pod, OUTPUT, "sh", "-c", "echo $A; hostname; cat file; echo no >&2; exit 4")) {
            assertThat(read(session)).isEqualTo("b c\nweb-0\nin-work\n");
            assertThat(new String(session.stderr().readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("no\n");
            assertThat(session.exitCode()).isEqualTo(4);
        }
    }

    @Test
    void theEndOfTheInputIsSeen() throws Exception {
        Subject pod = shell("sleep 1000");
        rig.started(pod);
        try (Session session = exec(pod, new Streams(true, true, true, false), "cat")) {
            session.stdin().write("hello".getBytes(StandardCharsets.UTF_8));
            session.stdin().close();
            assertThat(read(session)).isEqualTo("hello");
            assertThat(session.exitCode()).isZero();
        }
    }

    @Test
    void aFurtherCommandEndsWithItsContainer() throws Exception {
        Subject pod = shell("sleep 1000");
        rig.started(pod);
        try (Session session = exec(pod, OUTPUT, "sh", "-c", "echo up; sleep 1000")) {
            assertThat(session.stdout().read()).isEqualTo('u');
            rig.call(pod.stop(true));
            rig.await(Exited.class);
            assertThat(session.exitCode()).isEqualTo(137);
        }
    }

    @Test
    void aTerminalIsATerminalAndHasASize() throws Exception {
        Assumptions.assumeTrue(Tools.program("script") != null, "script of util-linux is not installed");
        Subject pod = shell("sleep 1000");
        rig.started(pod);
        try (Session session =
                exec(pod, new Streams(true, true, false, true), "sh", "-c", "tty; read x; stty size; exit 6")) {
            StringBuilder first = new StringBuilder();
            for (int c = session.stdout().read();
                    c >= 0 && c != '\n';
                    c = session.stdout().read()) {
                first.append((char) c);
            }
            assertThat(first.toString()).startsWith("/dev/pts/");
            session.resize(101, 33);
            session.stdin().write('\n');
            session.stdin().flush();
            assertThat(read(session)).contains("33 101");
            assertThat(session.exitCode()).isEqualTo(6);
        }
    }

    @Test
    void aCommandThatIsNotThereSaysSo() throws Exception {
        Subject pod = shell("sleep 1000");
        rig.started(pod);
        try (Session session = exec(pod, OUTPUT, "no-such-command")) {
            assertThat(session.exitCode()).isEqualTo(127);
            assertThat(new String(session.stderr().readAllBytes(), StandardCharsets.UTF_8))
                    .contains("exec: \"no-such-command\": executable file not found in $PATH");
        }
    }

    @Test
    void nothingIsEnteredThatDoesNotRun() throws Exception {
        Subject pod = shell("true");
        rig.started(pod);
        rig.await(Exited.class);
        assertThatThrownBy(() -> exec(pod, OUTPUT, "true")).isInstanceOf(StatusException.class);
    }

    @Test
    void attachingWritesToTheContainerAndReadsWhatItSays() throws Exception {
        Subject pod = shell("while read line; do echo \"got $line\"; done; echo end", spec -> {
            container(spec).put("stdin", true).put("stdinOnce", true);
            return spec;
        });
        rig.started(pod);
        try (Session session = rig.runtime.access().attach(pod.run(0), new Streams(true, true, true, false))) {
            session.stdin().write("one\ntwo\n".getBytes(StandardCharsets.UTF_8));
            session.stdin().close();
            assertThat(read(session)).isEqualTo("got one\ngot two\nend\n");
            assertThat(session.exitCode()).isZero();
        }
        assertThat(rig.await(Exited.class).how().exitCode()).isZero();
    }

    @Test
    void portsAreReachedAtThePodsAddressFirst() throws Exception {
        Subject pod = shell("sleep 1000");
        String ip = rig.started(pod).podIp();
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName(ip));
                Connection connection = rig.runtime.access().connect(pod.ref(), server.getLocalPort());
                Socket accepted = server.accept()) {
            connection.out().write("ping".getBytes(StandardCharsets.UTF_8));
            connection.out().close();
            assertThat(accepted.getInputStream().readAllBytes()).asString().isEqualTo("ping");
            accepted.getOutputStream().write("pong".getBytes(StandardCharsets.UTF_8));
            accepted.shutdownOutput();
            assertThat(connection.in().readAllBytes()).asString().isEqualTo("pong");
        }
    }

    @Test
    void linesAreToldApartAndReadOnWhereReadingEnded() throws Exception {
        Path gate = dir.resolve("gate");
        Subject pod = shell(
                "echo one; echo two >&2; while [ ! -e " + gate + " ]; do sleep 0.02; done; printf 'three\\nfour'");
        rig.started(pod);
        Lines first = new Lines();
        String token;
        try (Closeable follow = rig.runtime.logs().follow(pod.run(0), Position.START, first)) {
            var one = first.lines.poll(10, TimeUnit.SECONDS);
            var two = first.lines.poll(10, TimeUnit.SECONDS);
            assertThat(List.of(Lines.text(one), Lines.text(two))).containsExactlyInAnyOrder("one", "two");
            assertThat(two.timeNanos() / 1_000_000).isLessThanOrEqualTo(System.currentTimeMillis());
            token = two.after();
        }
        rig.close();
        Files.createFile(gate);
        rig = new ProcessRig(dir).start();
        Lines second = new Lines();
        try (Closeable follow = rig.runtime.logs().follow(pod.run(0), new Position(token, 2), second)) {
            assertThat(second.end.await(20, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(second.texts()).containsExactly("out three", "out four");
    }

    @Test
    void longLinesComeInPieces() throws Exception {
        Subject pod = shell("head -c 40000 /dev/zero | tr '\\0' x; echo; echo next");
        rig.started(pod);
        rig.await(Exited.class);
        List<Integer> lengths = new ArrayList<>();
        List<Boolean> partial = new ArrayList<>();
        rig.all(pod, 0).lines.forEach(line -> {
            lengths.add(line.text().length);
            partial.add(line.partial());
        });
        assertThat(lengths).containsExactly(16384, 16384, 40000 - 2 * 16384, 4);
        assertThat(partial).containsExactly(true, true, false, false);
    }

    @Test
    void manyLinesAreAllThere() throws Exception {
        Subject pod = shell("seq 1 300000");
        rig.call(pod.start(0));
        rig.await(Exited.class);
        assertThat(rig.all(pod, 0).lines).hasSize(300_000);
    }

    @Test
    void aBoundedFileGivesItsOldestPartBackAndCountsTheLines() throws Exception {
        Path file = dir.resolve("stdout");
        Files.writeString(file, "0123456789abcde\n".repeat(100_000)); // 1.6 MB
        LogBound bound = new LogBound(file, 1 << 18, 1 << 16);
        bound.check();
        long floor = bound.floor();
        assertThat(floor).isGreaterThan(1_000_000).isLessThan(Files.size(file));
        ByteBuffer piece = ByteBuffer.allocate(1_000);
        try (FileChannel channel = FileChannel.open(file)) {
            assertThat(bound.read(channel, piece, 0)).isEqualTo(new LogBound.Read(floor, floor / 16));
            assertThat(bound.read(channel, piece.clear(), floor)).isEqualTo(new LogBound.Read(floor, 0));
        }
        assertThat(new LogBound(file, 1 << 18, 1 << 16).floor()).isEqualTo(floor);
    }

    @Test
    void linesThatTheReaderHasInHandAreNotCountedAsLost() throws Exception {
        Path file = dir.resolve("stdout");
        Files.writeString(file, "0123456789abcde\n".repeat(100_000)); // 1.6 MB
        LogBound bound = new LogBound(file, 1 << 18, 1 << 16);
        ByteBuffer piece = ByteBuffer.allocate(1_000); // 62 lines and a half
        try (FileChannel channel = FileChannel.open(file)) {
            assertThat(bound.read(channel, piece, 0)).isEqualTo(new LogBound.Read(0, 0));
            bound.check();
            long floor = bound.floor();
            assertThat(bound.read(channel, piece.clear(), 62 * 16))
                    .isEqualTo(new LogBound.Read(floor, floor / 16 - 62));
        }
    }

    @Test
    void removingAPodEndsItsFollowers() throws Exception {
        Subject pod = shell("echo one; sleep 1000");
        rig.started(pod);
        Lines lines = new Lines();
        try (Closeable follow = rig.runtime.logs().follow(pod.run(0), Position.START, lines)) {
            assertThat(lines.lines.poll(10, TimeUnit.SECONDS)).isNotNull();
            rig.call(new RuntimeCall.RemovePod(pod.ref()));
            assertThat(lines.end.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }
}
