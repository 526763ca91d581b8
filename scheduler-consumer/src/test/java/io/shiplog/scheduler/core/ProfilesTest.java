package io.shiplog.scheduler.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.scheduler.config.ConfigurationReader;
import io.shiplog.scheduler.config.InvalidConfigurationException;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.record.BindPods;
import io.shiplog.schemas.record.RegisterScheduler;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One scheduler with several profiles. */
class ProfilesTest {

    private final Cell cell;

    ProfilesTest() throws InvalidConfigurationException {
        cell = new Cell(ConfigurationReader.read("""
                        apiVersion: kubescheduler.config.k8s.io/v1
                        kind: KubeSchedulerConfiguration
                        podInitialBackoffSeconds: 3
                        podMaxBackoffSeconds: 4
                        profiles:
                        - schedulerName: default-scheduler
                        - schedulerName: packer
                          plugins:
                            multiPoint: {disabled: [{name: NodeUnschedulable}, {name: DefaultPreemption}]}
                            score: {disabled: [{name: NodeResourcesBalancedAllocation}]}
                          pluginConfig:
                          - {name: NodeResourcesFit, args: {scoringStrategy: {type: MostAllocated}}}
                        """).configuration());
        cell.fence(7);
    }

    private static ObjectNode of(String scheduler, ObjectNode pod) {
        Json.ensure(pod, "spec").put("schedulerName", scheduler);
        return pod;
    }

    @Test
    void placesEachPodByTheProfileThatItNames() {
        cell.see(Cell.node("n1", "4"));
        cell.see(Cell.node("n2", "4"));
        cell.bound("x", "1", "n1");
        cell.see(of("packer", Cell.pod("packed", "1")));
        cell.see(Cell.pod("spread", "1"));
        assertThat(Cell.bindings(cell.cycle())).containsEntry("packed", "n1").containsEntry("spread", "n2");
    }

    @Test
    void leavesAPodWaitingThatNamesAnotherScheduler() {
        cell.see(Cell.node("n1", "4"));
        cell.see(of("somebody-else", Cell.pod("a", "1")));
        assertThat(cell.cycle()).isEmpty();
        assertThat(cell.core.nextWake()).isNull();
    }

    @Test
    void speaksUnderTheOneNameThatItRegisteredWhateverTheProfile() {
        RegisterScheduler registration =
                (RegisterScheduler) cell.register().get(0).record();
        assertThat(registration.getSchedulerName()).isEqualTo("default-scheduler");
        cell.echo(8, 0, Cell.PARTITIONS);
        cell.core.caughtUp();
        cell.see(Cell.node("n1", "4"));
        cell.see(of("packer", Cell.pod("a", "1")));
        List<Output> outputs = cell.cycle();
        assertThat(((BindPods) outputs.get(0).record()).getSchedulerName()).isEqualTo("default-scheduler");
    }

    @Test
    void aChangeWakesOnlyThePodsOfProfilesThatItCanHelp() {
        ObjectNode cordoned = Cell.node("n1", "2");
        Json.ensure(cordoned, "spec").put("unschedulable", true);
        cell.see(cordoned);
        cell.see(Cell.pod("a", "3"));
        cell.see(of("packer", Cell.pod("b", "3")));
        assertThat(Cell.messages(cell.cycle()))
                .containsExactly(
                        "0/1 nodes are available: 1 node(s) were unschedulable. preemption: 0/1 nodes are available:"
                                + " 1 Preemption is not helpful for scheduling.",
                        "0/1 nodes are available: 1 Insufficient cpu.");
        cell.passSeconds(2.9);
        cell.see(Cell.node("n1", "2"));
        assertThat(cell.cycle()).isEmpty();
        cell.passSeconds(0.1);
        assertThat(Cell.messages(cell.cycle())).hasSize(1).allMatch(message -> message.contains("Insufficient cpu"));
    }
}
