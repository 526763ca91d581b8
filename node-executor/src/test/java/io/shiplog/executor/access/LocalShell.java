package io.shiplog.executor.access;

import io.shiplog.executor.pod.PodRef;
import io.shiplog.executor.runtime.ContainerRef;
import io.shiplog.executor.runtime.PodAccess;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** Ways into "containers" that are this machine: for tests of the streams alone. */
final class LocalShell implements PodAccess {

    private final InputStream endless;

    /** @param endless output of the command of that name */
    LocalShell(InputStream endless) {
        this.endless = endless;
    }

    @Override
    public Session exec(ContainerRef container, List<String> command, Streams streams) throws IOException {
        List<String> words = new ArrayList<>(command);
        if (streams.tty()) {
            words = new ArrayList<>(List.of("script", "-qec", String.join(" ", command), "/dev/null"));
        }
        Process process = new ProcessBuilder(command.equals(List.of("endless")) ? List.of("true") : words).start();
        return new Running(process, command.equals(List.of("endless")) ? endless : process.getInputStream());
    }

    @Override
    public Session attach(ContainerRef container, Streams streams) throws IOException {
        return exec(container, List.of("cat"), streams);
    }

    @Override
    public Connection connect(PodRef pod, int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        return new Connection() {
            @Override
            public InputStream in() {
                return input(socket);
            }

            @Override
            public OutputStream out() {
                return output(socket);
            }

            @Override
            public void close() throws IOException {
                socket.close();
            }
        };
    }

    private static InputStream input(Socket socket) {
        try {
            return socket.getInputStream();
        } catch (IOException e) {
            return InputStream.nullInputStream();
        }
    }

    /** Closing a socket's stream would close the socket; here it has to half-close it. */
    private static OutputStream output(Socket socket) {
        return new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                socket.getOutputStream().write(one);
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                socket.getOutputStream().write(bytes, from, length);
            }

            @Override
            public void close() throws IOException {
                socket.shutdownOutput();
            }
        };
    }

    private record Running(Process process, InputStream stdout) implements Session {
        @Override
        public OutputStream stdin() {
            return process.getOutputStream();
        }

        @Override
        public InputStream stderr() {
            return process.getErrorStream();
        }

        @Override
        public void resize(int width, int height) {}

        @Override
        public int exitCode() throws InterruptedException {
            return process.waitFor();
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
