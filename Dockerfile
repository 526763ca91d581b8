# One image for every role: build stage with Maven, then a JRE with the jars.
FROM maven:3.9-eclipse-temurin-17 AS build
WORKDIR /src
COPY . .
RUN mvn -q -B -ntp -DskipTests -Dquick -pl standalone -am package

FROM eclipse-temurin:17-jre
COPY --from=build /src/standalone/target/lib /opt/shiplog/lib
COPY --from=build /src/standalone/target/shiplog-standalone-0.1.0.jar /opt/shiplog/lib/
VOLUME /data
ENV SHIPLOG_DATA=/data
ENTRYPOINT ["java", "-XX:+UseSerialGC", "-XX:MaxRAMPercentage=60", "-cp", "/opt/shiplog/lib/*", \
            "io.shiplog.standalone.cli.Main"]
