package io.shiplog.executor.runtime.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.shiplog.executor.runtime.process.Cgroups.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Control groups on directories of the same names; real ones are met by {@code ProcessRuntimeIT}. */
class CgroupsTest {

    private static final Limits LIMITS = new Limits(200, 50 << 20, 1000);

    @TempDir
    Path root;

    @Test
    void versionTwoHasOneGroupForAllAndTheWeightThatRuncMakesOfShares() throws IOException {
        Files.createFile(root.resolve("cgroup.controllers"));
        Files.createFile(root.resolve("cgroup.procs"));

        Cgroups cgroups = Cgroups.find(root);

        Path group = root.resolve("shiplog/key");
        assertThat(cgroups.make("key", LIMITS)).containsExactly(group.resolve("cgroup.procs"));
        assertThat(group.resolve("cpu.max")).hasContent("20000 100000");
        assertThat(group.resolve("memory.max")).hasContent(Long.toString(50 << 20));
        assertThat(group.resolve("cpu.weight")).hasContent("39");
        assertThat(cgroups.enforced()).isTrue();
    }

    @Test
    void versionOneHasAGroupForEachController() throws IOException {
        for (String controller : List.of("memory", "cpu", "cpuacct", "pids")) {
            Files.createFile(Files.createDirectory(root.resolve(controller)).resolve("cgroup.procs"));
        }

        Cgroups cgroups = Cgroups.find(root);

        assertThat(cgroups.make("key", LIMITS)).hasSize(4);
        assertThat(root.resolve("cpu/shiplog/key/cpu.cfs_quota_us")).hasContent("20000");
        assertThat(root.resolve("cpu/shiplog/key/cpu.shares")).hasContent("1024");
        assertThat(root.resolve("memory/shiplog/key/memory.limit_in_bytes")).hasContent(Long.toString(50 << 20));
    }

    @Test
    void theConditionNamesTheControllersThatLack() throws IOException {
        Files.createFile(Files.createDirectory(root.resolve("cpu")).resolve("cgroup.procs"));

        assertThat(ProcessRuntime.limitsCondition(Cgroups.find(root)).getMessage())
                .startsWith("limits of memory are not held: ");
        assertThat(ProcessRuntime.limitsCondition(Cgroups.find(root.resolve("none")))
                        .getMessage())
                .startsWith("limits of cpu and memory are not held: ");
    }
}
