package io.shiplog.executor.journal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.executor.node.CommandLog;
import io.shiplog.executor.pod.PodRef;
import io.shiplog.executor.pod.PodRun;
import io.shiplog.executor.pod.PodState;
import io.shiplog.executor.pod.PodTemplate;
import io.shiplog.executor.pod.Templates;
import io.shiplog.schemas.codec.SecretCipher;
import io.shiplog.schemas.codec.UndecodableRecordException;
import io.shiplog.schemas.object.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A {@link CommandLog} in a file: a template once, a pod in about a hundred bytes. Read and rewritten at every start.
 * One thread.
 */
public final class CommandJournal implements CommandLog, AutoCloseable {

    private static final char TEMPLATE = 'T';
    private static final char ACCEPTED = 'A';
    private static final char STOPPING = 'S';
    private static final char ENDED = 'E';
    private static final char WATCHED = 'W';
    private static final char FORGOTTEN = 'F';
    private static final char CONFIGURED = 'C';
    private static final char DECONFIGURED = 'D';

    /** Templates whose number is remembered; then they are written anew. */
    private static final int TEMPLATES_MAX = 10_000;

    private final Path path;
    private final Templates templates;
    private final Map<PodTemplate, Integer> templateIds = new HashMap<>();
    private final SecretCipher cipher;
    private final Map<String, SavedConfiguration> configurations = new LinkedHashMap<>();
    private FrameFile file;
    private int nextTemplate;

    /**
     * @param templates where templates that are read are shared
     * @param cipher hides what pods are configured with, Secrets among it
     */
    public CommandJournal(Path path, Templates templates, SecretCipher cipher) {
        this.path = path;
        this.templates = templates;
        this.cipher = cipher;
        this.file = new FrameFile(path);
    }

    /** What an earlier life left, in the order of coming; opens the file for writing. Called once, first. */
    public List<SavedPod> restore() {
        Map<Integer, PodTemplate> byId = new HashMap<>();
        Map<String, SavedPod> pods = new LinkedHashMap<>();
        FrameFile.read(path, payload -> apply(new Frame.Reader(payload), byId, pods));
        file.replace(fresh -> {
            FrameFile before = file;
            file = fresh;
            pods.values().forEach(this::rewrite);
            configurations.values().forEach(old -> configured(old.node(), old.key(), old.object()));
            file = before;
        });
        return new ArrayList<>(pods.values());
    }

    /** What {@link #restore} found of ConfigMaps and Secrets. Called once, as it forgets them. */
    public List<SavedConfiguration> configurations() {
        List<SavedConfiguration> out = List.copyOf(configurations.values());
        configurations.clear();
        return out;
    }

    private void apply(Frame.Reader frame, Map<Integer, PodTemplate> byId, Map<String, SavedPod> pods) {
        switch (frame.type()) {
            case TEMPLATE -> byId.put(frame.count(), templates.parse(frame.text()));
            case ACCEPTED -> {
                PodRef ref = new PodRef(frame.text().intern(), frame.text().intern(), frame.text(), frame.text());
                long accepted = frame.number();
                PodTemplate template = byId.get(frame.count());
                if (template != null) {
                    pods.put(key(ref.node(), ref.uid()), SavedPod.taken(ref, template, accepted));
                }
            }
            case STOPPING -> {
                String key = key(frame.text(), frame.text());
                long at = frame.number();
                long grace = frame.number();
                pods.computeIfPresent(key, (k, p) -> p.stopping(at, grace));
            }
            case ENDED -> {
                String key = key(frame.text(), frame.text());
                PodState end = PodState.valueOf(frame.text());
                String reason = frame.text();
                String message = frame.text();
                pods.computeIfPresent(key, (k, p) -> p.ended(end, reason, message));
            }
            case WATCHED -> {
                String key = key(frame.text(), frame.text());
                SavedRun run = new SavedRun(
                        frame.count(), frame.count(), frame.number() != 0, frame.number() != 0, frame.number() != 0);
                pods.computeIfPresent(key, (k, p) -> p.watched(run));
            }
            case CONFIGURED -> configuration(frame.text(), frame.text(), frame.bytes());
            case DECONFIGURED -> configurations.remove(key(frame.text(), frame.text()));
            case FORGOTTEN -> pods.remove(key(frame.text(), frame.text()));
            default -> throw new IllegalStateException(path + " holds a frame of unknown type " + frame.type());
        }
    }

    /** What was hidden under another key than we have is as good as lost: it comes again with the commands. */
    private void configuration(String node, String key, byte[] hidden) {
        try {
            ObjectNode object = Json.parse(cipher.decrypt(key, hidden));
            configurations.put(key(node, key), new SavedConfiguration(node, key, object));
        } catch (UndecodableRecordException e) {
            configurations.remove(key(node, key));
        }
    }

    private void rewrite(SavedPod pod) {
        accepted(pod.ref(), pod.template(), pod.acceptedMillis());
        if (pod.end() != null) {
            ended(pod.ref(), pod.end(), pod.reason(), pod.message());
        }
        if (pod.stopAtMillis() != 0) {
            stopping(pod.ref(), pod.stopAtMillis(), pod.graceMillis());
        }
        pod.runs().forEach(run -> watched(pod.ref(), run));
    }

    @Override
    public void accepted(PodRun pod) {
        accepted(pod.ref(), pod.template(), pod.acceptedMillis());
    }

    private void accepted(PodRef ref, PodTemplate template, long atMillis) {
        Integer id = templateIds.get(template);
        if (id == null) {
            if (templateIds.size() >= TEMPLATES_MAX) {
                templateIds.clear();
            }
            id = nextTemplate++;
            templateIds.put(template, id);
            file.append(new Frame.Writer(TEMPLATE)
                    .number(id)
                    .text(template.source())
                    .bytes());
        }
        file.append(new Frame.Writer(ACCEPTED)
                .text(ref.node())
                .text(ref.namespace())
                .text(ref.name())
                .text(ref.uid())
                .number(atMillis)
                .number(id)
                .bytes());
    }

    @Override
    public void stopping(PodRun pod) {
        stopping(pod.ref(), pod.stopAtMillis(), pod.graceMillis());
    }

    private void stopping(PodRef ref, long atMillis, long graceMillis) {
        file.append(named(STOPPING, ref).number(atMillis).number(graceMillis).bytes());
    }

    @Override
    public void ended(PodRun pod) {
        ended(pod.ref(), pod.state(), pod.reason(), pod.message());
    }

    private void ended(PodRef ref, PodState end, String reason, String message) {
        file.append(
                named(ENDED, ref).text(end.name()).text(reason).text(message).bytes());
    }

    @Override
    public void watched(PodRun pod, int container) {
        watched(pod.ref(), SavedRun.of(pod, container));
    }

    private void watched(PodRef ref, SavedRun run) {
        file.append(named(WATCHED, ref)
                .number(run.container())
                .number(run.attempt())
                .number(run.hooked() ? 1 : 0)
                .number(run.started() ? 1 : 0)
                .number(run.ready() ? 1 : 0)
                .bytes());
    }

    @Override
    public void forgotten(PodRef ref) {
        file.append(named(FORGOTTEN, ref).bytes());
    }

    @Override
    public void configured(String node, String key, @Nullable ObjectNode object) {
        Frame.Writer frame = new Frame.Writer(object == null ? DECONFIGURED : CONFIGURED)
                .text(node)
                .text(key);
        if (object != null) {
            frame.bytes(cipher.encrypt(key, Json.bytes(object)));
        }
        file.append(frame.bytes());
    }

    private static Frame.Writer named(char type, PodRef ref) {
        return new Frame.Writer(type).text(ref.node()).text(ref.uid());
    }

    private static String key(String node, String uid) {
        return node + "/" + uid;
    }

    /** What was written so far outlives the JVM. */
    public void flush() {
        file.flush();
    }

    @Override
    public void close() {
        file.close();
    }
}
