package io.shiplog.standalone.cli;

import io.shiplog.schemas.kafka.KafkaSettings;
import io.shiplog.standalone.broker.BrokerConfig;
import io.shiplog.standalone.broker.EmbeddedBroker;
import io.shiplog.standalone.cell.ClusterFile;
import io.shiplog.standalone.cell.DataDir;
import io.shiplog.standalone.cell.DataDirLock;
import io.shiplog.standalone.cell.UserError;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * Throws away the reconciler's stores and their changelogs, so that the next start makes them anew from the
 * {@code resources} topic alone. Committed offsets stay: nothing that was taken in is taken in again.
 */
@Command(
        name = "rebuild",
        description = "Throw the stopped cluster's stores away; the next start makes them from the log of resources.",
        mixinStandardHelpOptions = true)
final class RebuildCommand implements Callable<Integer> {

    /** application.id of the reconciler, with which its internal topics begin. */
    private static final String APPLICATION = "shiplog-reconciler";

    private static final String CHANGELOG = "-changelog";
    private static final String ROLE = "streams-reconciler";
    private static final long PATIENCE_SECONDS = 30;
    private static final long LOOK_MILLIS = 50;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private DataDirOption data;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        DataDir dir = data.dir();
        PrintWriter out = spec.commandLine().getOut();
        if (ClusterFile.running(dir).isPresent()) {
            throw new UserError(
                    "The cluster on " + dir.root() + " is running.", "Stop it first: ./shiplog down" + data.suffix());
        }
        if (!dir.broker().toFile().exists()) {
            throw new UserError(
                    dir.root() + " holds no cluster.", "Check --data-dir; a cluster's directory has a broker/ in it.");
        }
        dir.prepare();
        Logging.toFile(dir);
        try (DataDirLock lock = DataDirLock.take(dir);
                EmbeddedBroker broker = EmbeddedBroker.start(dir.broker(), BrokerConfig.local())) {
            List<String> changelogs = deleteChangelogs(broker.bootstrapServers());
            new DataDir(dir.role(ROLE)).wipe();
            changelogs.forEach(name -> out.println("deleted topic " + name));
            out.println("The stores are gone; the next start makes them from the topic resources.");
            return 0;
        } finally {
            Logging.end();
        }
    }

    /** Deletes them and waits until the broker has forgotten them, since a start would else find them half there. */
    private static List<String> deleteChangelogs(String bootstrapServers) throws IOException, InterruptedException {
        try (Admin admin = Admin.create(KafkaSettings.admin(bootstrapServers, "shiplog-rebuild"))) {
            removeMembers(admin);
            List<String> found = changelogs(admin);
            admin.deleteTopics(found).all().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (!changelogs(admin).isEmpty()) {
                if (System.nanoTime() > giveUp) {
                    throw new IOException("the broker still lists " + changelogs(admin));
                }
                Thread.sleep(LOOK_MILLIS);
            }
            return found;
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the changelogs could not be deleted: " + e.getMessage(), e);
        }
    }

    /**
     * Streams makes missing changelogs when the group assigns its tasks, and a static member that comes back is given
     * its old tasks without that. So the group forgets its members; its committed offsets stay.
     */
    private static void removeMembers(Admin admin) throws ExecutionException, InterruptedException, TimeoutException {
        boolean hasMembers = admin
                .describeConsumerGroups(List.of(APPLICATION))
                .all()
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .values()
                .stream()
                .anyMatch(group -> !group.members().isEmpty());
        if (hasMembers) {
            admin.removeMembersFromConsumerGroup(APPLICATION, new RemoveMembersFromConsumerGroupOptions())
                    .all()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    private static List<String> changelogs(Admin admin)
            throws ExecutionException, InterruptedException, TimeoutException {
        return admin.listTopics().names().get(PATIENCE_SECONDS, TimeUnit.SECONDS).stream()
                .filter(name -> name.startsWith(APPLICATION + "-") && name.endsWith(CHANGELOG))
                .sorted()
                .toList();
    }
}
