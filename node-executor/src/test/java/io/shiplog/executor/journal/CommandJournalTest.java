package io.shiplog.executor.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.executor.node.CommandLog.SavedPod;
import io.shiplog.executor.node.CommandLog.SavedRun;
import io.shiplog.executor.pod.PodObserver;
import io.shiplog.executor.pod.PodRef;
import io.shiplog.executor.pod.PodRun;
import io.shiplog.executor.pod.PodState;
import io.shiplog.executor.pod.PodTemplate;
import io.shiplog.executor.pod.Pods;
import io.shiplog.executor.pod.Templates;
import io.shiplog.executor.runtime.FoundPod;
import io.shiplog.executor.runtime.FoundPod.FoundContainer;
import io.shiplog.schemas.codec.SecretCipher;
import io.shiplog.schemas.object.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandJournalTest {

    @TempDir
    Path dir;

    private final Templates templates = new Templates();
    private final PodTemplate template = templates.of(Pods.nginx("web"));

    private CommandJournal open() {
        return open(0);
    }

    private CommandJournal open(int key) {
        byte[] master = new byte[32];
        master[0] = (byte) key;
        return new CommandJournal(dir.resolve("commands.journal"), templates, new SecretCipher(master));
    }

    private PodRun pod(String uid) {
        return new PodRun(new PodRef("n1", "default", "pod-" + uid, uid), template, 5);
    }

    @Test
    void remembersRunningStoppingAndEndedPodsAndForgetsTheRest() {
        CommandJournal journal = open();
        assertThat(journal.restore()).isEmpty();
        List.of("a", "b", "c", "d").forEach(uid -> journal.accepted(pod(uid)));
        PodRun stopped = pod("b");
        stopped.stop(1_000, 30);
        journal.stopping(stopped);
        PodRun refused = pod("c");
        refused.refuse("OutOfcpu", "too much");
        journal.ended(refused);
        journal.forgotten(pod("d").ref());
        journal.flush(); // never closed: killed
        for (int life = 0; life < 2; life++) {
            List<SavedPod> saved = open().restore();
            assertThat(saved).extracting(pod -> pod.ref().uid()).containsExactly("a", "b", "c");
            assertThat(saved.get(0).template()).isSameAs(template);
            assertThat(saved.get(1).stopAtMillis()).isEqualTo(1_000);
            assertThat(saved.get(1).graceMillis()).isEqualTo(30_000);
            assertThat(saved.get(2).end()).isEqualTo(PodState.REFUSED);
            assertThat(saved.get(2).reason()).isEqualTo("OutOfcpu");
        }
    }

    @Test
    void remembersWhatProbesSaidLast() {
        CommandJournal journal = open();
        journal.restore();
        ObjectNode manifest = Pods.nginx("web");
        ((ObjectNode) manifest.at("/spec/containers/0"))
                .putObject("startupProbe")
                .putObject("exec");
        PodRun pod = new PodRun(new PodRef("n1", "default", "web", "a"), templates.of(manifest), 5);
        journal.accepted(pod);
        PodObserver.adopt(
                pod, new FoundPod(pod.ref(), "", "", List.of(new FoundContainer("nginx", 3, 1, "", "", true, null))));
        journal.watched(pod, 0);
        PodObserver.recall(pod, 0, 3, true, true, true);
        journal.watched(pod, 0);
        journal.flush();
        for (int life = 0; life < 2; life++) {
            assertThat(open().restore().get(0).runs()).containsExactly(new SavedRun(0, 3, true, true, true));
        }
    }

    @Test
    void remembersWhatPodsAreConfiguredWithAndShowsItToNobody() throws IOException {
        CommandJournal journal = open();
        journal.restore();
        journal.configured("n1", "Secret/default/keys", Json.parse("{\"data\":{\"word\":\"aHVzaA==\"}}"));
        journal.configured("n1", "ConfigMap/default/app", Json.parse("{\"data\":{\"k\":\"v\"}}"));
        journal.configured("n1", "ConfigMap/default/app", Json.parse("{\"data\":{\"k\":\"w\"}}"));
        journal.configured("n1", "ConfigMap/default/gone", Json.parse("{}"));
        journal.configured("n1", "ConfigMap/default/gone", null);
        journal.flush();
        for (int life = 0; life < 2; life++) {
            CommandJournal next = open();
            next.restore();
            assertThat(next.configurations())
                    .extracting(saved -> saved.key() + " " + saved.object())
                    .containsExactly(
                            "Secret/default/keys {\"data\":{\"word\":\"aHVzaA==\"}}",
                            "ConfigMap/default/app {\"data\":{\"k\":\"w\"}}");
        }
        assertThat(Files.readString(dir.resolve("commands.journal"), StandardCharsets.ISO_8859_1))
                .doesNotContain("aHVzaA==");
        CommandJournal other = open(1);
        other.restore();
        assertThat(other.configurations()).isEmpty();
    }

    @Test
    void aTornTailLosesOnlyWhatIsTorn() throws IOException {
        CommandJournal journal = open();
        journal.restore();
        List.of("a", "b", "c").forEach(uid -> journal.accepted(pod(uid)));
        journal.close();
        Path file = dir.resolve("commands.journal");
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length - 4));
        assertThat(open().restore()).extracting(pod -> pod.ref().uid()).containsExactly("a", "b");
    }

    @Test
    void aFlippedBitEndsTheSoundPart() throws IOException {
        CommandJournal journal = open();
        journal.restore();
        List.of("a", "b").forEach(uid -> journal.accepted(pod(uid)));
        journal.close();
        Path file = dir.resolve("commands.journal");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 6] ^= 1;
        Files.write(file, bytes);
        assertThat(open().restore()).extracting(pod -> pod.ref().uid()).containsExactly("a");
    }
}
