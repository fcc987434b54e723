<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>Lane</name>
    <message numerus="yes">
        <source>saved set of %n demonstrations</source>
        <translation>
            <numerusform>saved set of %n demonstration</numerusform>
            <numerusform>saved set of %n demonstrations</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Results</name>
    <message numerus="yes">
        <source>%1: run %2, %3 queries, %n seeds</source>
        <translation>
            <numerusform>%1: run %2, %3 queries, %n seed</numerusform>
            <numerusform>%1: run %2, %3 queries, %n seeds</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SystemInfo</name>
    <message numerus="yes">
        <source>%n processor cores, %1 of memory</source>
        <translation>
            <numerusform>%n processor core, %1 of memory</numerusform>
            <numerusform>%n processor cores, %1 of memory</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fulcrum::bridge::LaneBoard</name>
    <message numerus="yes">
        <source>Insert %n demonstrations</source>
        <translation>
            <numerusform>Insert %n demonstration</numerusform>
            <numerusform>Insert %n demonstrations</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fulcrum::bridge::WorkspaceEdits</name>
    <message numerus="yes">
        <source>Star %n samples</source>
        <translation>
            <numerusform>Star %n sample</numerusform>
            <numerusform>Star %n samples</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Unstar %n samples</source>
        <translation>
            <numerusform>Unstar %n sample</numerusform>
            <numerusform>Unstar %n samples</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Tag %n samples “%1”</source>
        <translation>
            <numerusform>Tag %n sample “%1”</numerusform>
            <numerusform>Tag %n samples “%1”</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Untag %n samples “%1”</source>
        <translation>
            <numerusform>Untag %n sample “%1”</numerusform>
            <numerusform>Untag %n samples “%1”</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fulcrum::charts::MetricChart</name>
    <message numerus="yes">
        <source>%n shots</source>
        <translation>
            <numerusform>%n shot</numerusform>
            <numerusform>%n shots</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fulcrum::models::SampleModel</name>
    <message numerus="yes">
        <source>Used as a demonstration %n times</source>
        <translation>
            <numerusform>Used as a demonstration once</numerusform>
            <numerusform>Used as a demonstration %n times</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fulcrum::models::SummaryModel</name>
    <message numerus="yes">
        <source>%1 queries, %n seeds</source>
        <translation>
            <numerusform>%1 queries, %n seed</numerusform>
            <numerusform>%1 queries, %n seeds</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n shots</source>
        <translation>
            <numerusform>%n shot</numerusform>
            <numerusform>%n shots</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fulcrum::shell::MainWindow</name>
    <message numerus="yes">
        <source>%n jobs, %1%</source>
        <translation>
            <numerusform>%n job, %1%</numerusform>
            <numerusform>%n jobs, %1%</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n jobs</source>
        <translation>
            <numerusform>%n job</numerusform>
            <numerusform>%n jobs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 has changed since %2 and was imported beside the old version, which %n runs go on referring to.</source>
        <translation>
            <numerusform>%1 has changed since %2 and was imported beside the old version, which %n run goes on referring to.</numerusform>
            <numerusform>%1 has changed since %2 and was imported beside the old version, which %n runs go on referring to.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n records were left out; the first: %1</source>
        <translation>
            <numerusform>%n record was left out: %1</numerusform>
            <numerusform>%n records were left out; the first: %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fulcrum::views::DataPage</name>
    <message numerus="yes">
        <source>No sample matches %n filters</source>
        <translation>
            <numerusform>No sample matches the filter</numerusform>
            <numerusform>No sample matches %n filters</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n rows copied</source>
        <translation>
            <numerusform>%n row copied</numerusform>
            <numerusform>%n rows copied</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fulcrum::views::InspectorView</name>
    <message numerus="yes">
        <source>%n times</source>
        <translation>
            <numerusform>once</numerusform>
            <numerusform>%n times</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fulcrum::views::LaneView</name>
    <message numerus="yes">
        <source>A what-if has at most %n demonstrations.</source>
        <translation>
            <numerusform>A what-if has at most %n demonstration.</numerusform>
            <numerusform>A what-if has at most %n demonstrations.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fulcrum::views::SampleGrid</name>
    <message numerus="yes">
        <source>%n samples</source>
        <translation>
            <numerusform>%n sample</numerusform>
            <numerusform>%n samples</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fulcrum::views::SequencesPage</name>
    <message numerus="yes">
        <source>%n shots</source>
        <translation>
            <numerusform>%n shot</numerusform>
            <numerusform>%n shots</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>A what-if has at most %n demonstrations.</source>
        <translation>
            <numerusform>A what-if has at most %n demonstration.</numerusform>
            <numerusform>A what-if has at most %n demonstrations.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fulcrum::views::StepInspector</name>
    <message numerus="yes">
        <source>Lever-LM sees the query&apos;s %1 and the candidates&apos; %2; %n candidates.</source>
        <translation>
            <numerusform>Lever-LM sees the query&apos;s %1 and the candidates&apos; %2; %n candidate.</numerusform>
            <numerusform>Lever-LM sees the query&apos;s %1 and the candidates&apos; %2; %n candidates.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n forward passes</source>
        <translation>
            <numerusform>%n forward pass</numerusform>
            <numerusform>%n forward passes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fulcrum::views::TagEditor</name>
    <message numerus="yes">
        <source>Tags of %n samples</source>
        <translation>
            <numerusform>Tags of %n sample</numerusform>
            <numerusform>Tags of %n samples</numerusform>
        </translation>
    </message>
</context>
</TS>
