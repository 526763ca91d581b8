package io.shiplog.reconciler.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.shiplog.schemas.record.ContainerPhase;
import io.shiplog.schemas.record.ContainerReport;
import io.shiplog.schemas.record.EventReport;
import io.shiplog.schemas.record.PodStatusReport;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ReportDigestTest {

    private static ContainerReport.Builder container() {
        return ContainerReport.newBuilder()
                .setName("c")
                .setImage("i")
                .setPhase(ContainerPhase.RUNNING)
                .setReady(true)
                .setStarted(true)
                .setRestartCount(0);
    }

    private static long with(Consumer<PodStatusReport.Builder> change) {
        PodStatusReport.Builder report = PodStatusReport.newBuilder()
                .setNode("n1")
                .setEpoch(1)
                .setName("web")
                .setUid("u")
                .setSequence(1)
                .setPhase("Running")
                .setReason("a")
                .setMessage("b")
                .setStartTimeMillis(1)
                .setContainers(List.of(container().build()))
                .setEvents(List.of());
        change.accept(report);
        return ReportDigest.of(report.build());
    }

    @Test
    void saysTheSameOfTheSameStateWhoeverReportsItAndWhen() {
        EventReport event = EventReport.newBuilder()
                .setType("Normal")
                .setReason("Started")
                .setMessage("m")
                .setTimeMillis(1)
                .build();
        assertThat(with(report -> report.setEpoch(2).setSequence(9).setEvents(List.of(event))))
                .isEqualTo(with(report -> {}));
    }

    @Test
    void saysAnotherOfEachOtherState() {
        List<Long> digests = List.of(
                with(report -> {}),
                with(report -> report.setPhase("Pending")),
                with(report -> report.setReason("ab").setMessage("")),
                with(report -> report.setReason("").setMessage("ab")),
                with(report -> report.setPodIp("10.0.0.1")),
                with(report -> report.setHostIp("10.0.0.1")),
                with(report -> report.setStartTimeMillis(1L << 40)),
                with(report -> report.setGone(true)),
                with(report -> report.setContainers(List.of())),
                with(report -> report.setContainers(
                        List.of(container().setRestartCount(1).build()))),
                with(report ->
                        report.setContainers(List.of(container().setReady(false).build()))),
                with(report -> report.setContainers(
                        List.of(container().setPhase(ContainerPhase.WAITING).build()))));
        assertThat(digests).doesNotHaveDuplicates();
    }
}
