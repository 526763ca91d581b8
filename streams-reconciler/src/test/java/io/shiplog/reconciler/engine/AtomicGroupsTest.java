package io.shiplog.reconciler.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.shiplog.reconciler.controller.Controllers;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kind;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.record.ApplyObject;
import io.shiplog.schemas.record.AtomicGroup;
import io.shiplog.schemas.record.CommandMeta;
import io.shiplog.schemas.record.QuarantinedRecord;
import io.shiplog.schemas.record.Reply;
import io.shiplog.schemas.record.ResourceEnvelope;
import io.shiplog.schemas.record.SliceGroup;
import io.shiplog.schemas.topic.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AtomicGroupsTest {

    private static final String DEPLOYMENT =
            "{'apiVersion':'apps/v1','kind':'Deployment','metadata':{'name':'web'},'spec':{'replicas':%d,"
                    + "'selector':{'matchLabels':{'app':'web'}},'template':{'metadata':{'labels':{'app':'web'}},"
                    + "'spec':{'containers':[{'name':'c','image':'nginx:1.7.9'}]}}}}";

    private final EngineHarness harness = new EngineHarness(Controllers.all());

    @BeforeEach
    void aNamespace() {
        harness.namespace("default");
        harness.outs.clear();
        harness.slices.clear();
    }

    private static String map(String name) {
        return "{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'" + name + "'},'data':{'a':'b'}}";
    }

    private ApplyObject member(Kind kind, String json, String id, int index, int count) {
        CommandMeta meta = harness.meta();
        meta.setRequestId(id + "/" + index);
        meta.setGroup(new AtomicGroup(id, index, count));
        String text = json.replace('\'', '"');
        String name = Json.textAt(Json.parse(text.getBytes(StandardCharsets.UTF_8)), "metadata", "name");
        ByteBuffer object = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        return new ApplyObject(meta, kind.group(), "v1", kind.kind(), "default", name, object);
    }

    private ApplyObject map(String name, String id, int index, int count) {
        return member(Kinds.CONFIG_MAP, map(name), id, index, count);
    }

    private ApplyObject web(int replicas, String id, int index, int count) {
        return member(Kinds.DEPLOYMENT, DEPLOYMENT.formatted(replicas), id, index, count);
    }

    private List<Reply> replies() {
        return harness.outs.stream()
                .filter(o -> o.value() instanceof Reply)
                .map(o -> (Reply) o.value())
                .toList();
    }

    private Map<String, Integer> codes() {
        return replies().stream().collect(Collectors.toMap(Reply::getRequestId, Reply::getCode));
    }

    private String message(String requestId) {
        return replies().stream()
                .filter(r -> r.getRequestId().equals(requestId) && r.getStatus() != null)
                .map(r -> Json.textAt(Json.parse(ObjectCommands.bytes(r.getStatus())), "message"))
                .collect(Collectors.joining());
    }

    private List<ResourceEnvelope> written() {
        return harness.outs.stream()
                .filter(o -> o.topic().equals(Topics.RESOURCES) && o.value() instanceof ResourceEnvelope)
                .map(o -> (ResourceEnvelope) o.value())
                .toList();
    }

    private void nothingWasChanged() {
        assertThat(written()).isEmpty();
        assertThat(harness.list(Kinds.DEPLOYMENT, "default")).isEmpty();
        assertThat(harness.list(Kinds.CONFIG_MAP, "default")).isEmpty();
        assertThat(harness.outs).noneMatch(o -> o.value() instanceof QuarantinedRecord);
        assertThat(harness.state.members().size()).isZero();
    }

    /** Once the deadlines have passed nothing is left of any group. */
    private void nothingIsLeftBehind() {
        harness.advance(AtomicGroups.WAIT_MAX_MILLIS + 1);
        assertThat(harness.state.members().size()).isZero();
        assertThat(harness.state.rows().withPrefix("g/")).isEmpty();
    }

    @Test
    void takesAllMembersInOneAtomicSlice() {
        harness.send(web(2, "g", 1, 2));
        nothingWasWritten();
        harness.create(Kinds.CONFIG_MAP, "default", "{'metadata':{'name':'between'}}");
        harness.outs.clear();
        List<Out> last = harness.step(map("settings", "g", 0, 2));
        List<ResourceEnvelope> written = written();
        assertThat(written).extracting(ResourceEnvelope::getKind).startsWith("ConfigMap", "Deployment");
        assertThat(written).extracting(ResourceEnvelope::getSlice).allMatch(SliceGroup::getAtomic);
        assertThat(written.get(0).getSlice().getCount()).isEqualTo(written.size());
        assertThat(last.stream().filter(o -> o.value() instanceof Reply)).hasSize(2);
        nothingIsLeftBehind();
    }

    private void nothingWasWritten() {
        assertThat(written()).isEmpty();
        assertThat(replies()).isEmpty();
    }

    @Test
    void aCommandWithoutAGroupIsNotAtomic() {
        harness.create(Kinds.CONFIG_MAP, "default", "{'metadata':{'name':'alone'}}");
        assertThat(written()).extracting(ResourceEnvelope::getSlice).noneMatch(SliceGroup::getAtomic);
    }

    @Test
    void aMemberSeesWhatTheMembersBeforeItChanged() {
        harness.send(map("settings", "g", 0, 2));
        harness.send(map("settings", "g", 1, 2));
        assertThat(codes()).containsEntry("g/0", 201).containsEntry("g/1", 200);
    }

    @Test
    void changesNothingWhenOneMemberIsRefused() {
        harness.send(map("settings", "g", 0, 3));
        harness.send(web(-1, "g", 1, 3));
        harness.send(map("more", "g", 2, 3));
        nothingWasChanged();
        assertThat(harness.engine.earliestTimer()).isLessThan(Long.MAX_VALUE);
        nothingIsLeftBehind();
        harness.send(map("settings", "again", 0, 1));
        assertThat(harness.list(Kinds.CONFIG_MAP, "default")).hasSize(1);
    }

    @Test
    void answersEveryMember() {
        harness.send(map("settings", "g", 0, 3));
        harness.send(web(-1, "g", 1, 3));
        harness.send(map("more", "g", 2, 3));
        assertThat(codes()).containsOnly(Map.entry("g/0", 409), Map.entry("g/1", 422), Map.entry("g/2", 409));
        assertThat(message("g/1")).contains("spec.replicas").doesNotContain("atomic group");
        assertThat(message("g/2"))
                .contains("Operation cannot be fulfilled on configmaps \"more\"")
                .contains("member 1", "Deployment default/web", "nothing was changed", "spec.replicas");
    }

    @Test
    void doesNotAnswerAMemberThatWantsNoAnswer() {
        ApplyObject silent = map("settings", "g", 0, 2);
        silent.getMeta().setReplyPartition(-1);
        harness.send(silent);
        harness.send(web(-1, "g", 1, 2));
        assertThat(codes()).containsOnlyKeys("g/1");
    }

    @Test
    void takesAMemberThatCameTwiceOnce() {
        harness.send(map("settings", "g", 0, 2));
        harness.send(map("settings", "g", 0, 2));
        nothingWasWritten();
        harness.send(map("more", "g", 1, 2));
        assertThat(written()).hasSize(2);
        assertThat(replies()).hasSize(2);
        harness.outs.clear();
        harness.send(map("settings", "g", 0, 2));
        assertThat(written()).isEmpty();
        assertThat(codes()).containsOnly(Map.entry("g/0", 409));
    }

    @Test
    void refusesTheSameMemberOfAnotherRequest() {
        harness.send(map("settings", "g", 0, 2));
        ApplyObject other = map("other", "g", 0, 2);
        other.getMeta().setRequestId("other");
        harness.send(other);
        assertThat(codes()).containsOnly(Map.entry("other", 409));
        harness.send(map("more", "g", 1, 2));
        assertThat(written()).extracting(ResourceEnvelope::getName).containsExactly("settings", "more");
    }

    @Test
    void refusesAGroupLargerThanASlice() {
        harness.send(map("settings", "many", 0, Slice.MAX_RECORDS + 1));
        assertThat(codes()).containsEntry("many/0", 413);
        String half = map("x").replace("'b'", "'" + "x".repeat(Slice.MAX_BYTES / 2) + "'");
        harness.send(member(Kinds.CONFIG_MAP, half.replace("'x'", "'one'"), "large", 0, 2));
        harness.send(member(Kinds.CONFIG_MAP, half.replace("'x'", "'two'"), "large", 1, 2));
        assertThat(codes()).containsEntry("large/0", 413).containsEntry("large/1", 413);
        nothingWasChanged();
        nothingIsLeftBehind();
    }

    @Test
    void refusesAGroupWhoseChangesAreLargerThanASlice() {
        // Each is written with a copy of itself: the last applied configuration.
        String part = map("x").replace("'b'", "'" + "x".repeat(Slice.MAX_BYTES / 5) + "'");
        for (int i = 0; i < 3; i++) {
            harness.send(member(Kinds.CONFIG_MAP, part.replace("'x'", "'part-" + i + "'"), "g", i, 3));
        }
        assertThat(codes()).containsOnly(Map.entry("g/0", 413), Map.entry("g/1", 413), Map.entry("g/2", 413));
        nothingWasChanged();
    }

    @Test
    void refusesAGroupThatMakesNoSense() {
        harness.send(map("settings", "none", 0, 0));
        harness.send(map("settings", "", 0, 1));
        harness.send(map("settings", "outside", 2, 2));
        harness.send(map("settings", "quarrel", 0, 2));
        harness.send(map("settings", "quarrel", 1, 3));
        ApplyObject dry = map("settings", "mixed", 0, 2);
        dry.getMeta().setDryRun(true);
        harness.send(dry);
        harness.send(map("settings", "mixed", 1, 2));
        assertThat(codes())
                .hasSize(7)
                .allSatisfy((request, code) -> assertThat(code).isEqualTo(400));
        nothingWasChanged();
        harness.send(map("settings", "outside", 0, 2));
        assertThat(message("outside/0")).contains("decided before");
        nothingIsLeftBehind();
    }

    @Test
    void admitsADryRunAndWritesNothing() {
        for (int i = 0; i < 2; i++) {
            ApplyObject dry = map("settings-" + i, "g", i, 2);
            dry.getMeta().setDryRun(true);
            harness.send(dry);
        }
        assertThat(codes()).containsOnly(Map.entry("g/0", 201), Map.entry("g/1", 201));
        nothingWasChanged();
    }

    @Test
    void forgetsAGroupWhoseMembersDoNotAllCome() {
        harness.send(map("settings", "g", 0, 2));
        assertThat(harness.engine.earliestTimer()).isLessThan(Long.MAX_VALUE);
        harness.advance(AtomicGroups.WAIT_MAX_MILLIS);
        assertThat(replies()).isEmpty();
        harness.advance(1);
        assertThat(codes()).containsOnly(Map.entry("g/0", 504));
        nothingWasChanged();
        nothingIsLeftBehind();
        assertThat(harness.engine.earliestTimer()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void refusesAMemberThatComesAfterTheGroupsDeadline() {
        ApplyObject first = map("settings", "g", 0, 2);
        first.getMeta().setDeadlineMillis(harness.engine.nowMillis() + 1_000);
        harness.send(first);
        harness.elapse(1_001);
        ApplyObject second = map("more", "g", 1, 2);
        second.getMeta().setDeadlineMillis(first.getMeta().getDeadlineMillis());
        harness.send(second);
        assertThat(codes()).containsOnly(Map.entry("g/0", 504), Map.entry("g/1", 504));
        nothingWasChanged();
        nothingIsLeftBehind();
    }

    @Test
    void keepsNoMoreThanAFewGroupsOpen() {
        for (int i = 0; i < AtomicGroups.OPEN_MAX; i++) {
            harness.send(map("settings", "g" + i, 0, 2));
        }
        harness.send(map("settings", "one-more", 0, 2));
        assertThat(codes()).containsOnly(Map.entry("one-more/0", 429));
        harness.send(map("other", "g7", 1, 2));
        harness.send(map("settings", "again", 0, 2));
        assertThat(codes()).doesNotContainKey("again/0");
        nothingIsLeftBehind();
    }

    @Test
    void keepsPendingMembersAcrossARestart() {
        harness.send(web(1, "g", 1, 2));
        harness.send(map("settings", "late", 0, 2));
        harness.restart();
        harness.send(map("settings", "g", 0, 2));
        assertThat(codes()).containsOnly(Map.entry("g/0", 201), Map.entry("g/1", 201));
        assertThat(harness.list(Kinds.DEPLOYMENT, "default")).hasSize(1);
        harness.restart();
        harness.advance(AtomicGroups.WAIT_MAX_MILLIS + 1);
        assertThat(codes()).containsEntry("late/0", 504);
        nothingIsLeftBehind();
    }

    @Test
    void aGroupOfOneIsTakenAtOnce() {
        harness.send(map("settings", "g", 0, 1));
        assertThat(codes()).containsOnly(Map.entry("g/0", 201));
    }
}
