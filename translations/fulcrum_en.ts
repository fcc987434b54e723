<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>Lane</name>
    <message numerus="yes">
        <source>A Lever-LM is trained, but not evaluated on this query with %n shots.</source>
        <translation>
            <numerusform>A Lever-LM is trained, but not evaluated on this query with %n shot.</numerusform>
            <numerusform>A Lever-LM is trained, but not evaluated on this query with %n shots.</numerusform>
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
        <source>%n captions</source>
        <translation>
            <numerusform>%n caption</numerusform>
            <numerusform>%n captions</numerusform>
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
</context>
</TS>
