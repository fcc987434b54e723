// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/demo.h"
#include "app/shell/main_window.h"
#include "app/shell/paths.h"
#include "app/shell/screenshot.h"
#include "app/shell/scroll_bench.h"
#include "app/shell/session_store.h"
#include "app/shell/single_instance.h"
#include "core/base/log.h"
#include "core/icl/register_jobs.h"
#include "widgets/bridge/settings.h"
#include "widgets/dialogs/export_dialog.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QLibraryInfo>
#include <QSocketNotifier>
#include <QTranslator>
#include <csignal>
#include <cstdio>
#include <sys/socket.h>
#include <unistd.h>

using namespace fulcrum;

namespace {

struct MainTexts
{
    Q_DECLARE_TR_FUNCTIONS(Main)
};

int g_signalPipe[2] = {-1, -1};

void passSignalOn(int)
{
    const char byte = 1;
    [[maybe_unused]] const ssize_t written = write(g_signalPipe[0], &byte, 1);
}

/// SIGTERM and SIGINT close the window as a person would: jobs pause at the unit border, everything is saved.
void quitOnSignals(QApplication& application, shell::SessionStore& store, shell::MainWindow& window)
{
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, g_signalPipe) != 0)
        return;
    auto* notifier = new QSocketNotifier(g_signalPipe[1], QSocketNotifier::Read, &application);
    QObject::connect(notifier, &QSocketNotifier::activated, &application, [&application, &store, &window, notifier] {
        notifier->setEnabled(false);
        store.end();
        window.endSilently();
        application.exit(0); // quit() would ask every window first, and a dialog would answer for nobody
    });
    std::signal(SIGTERM, passSignalOn);
    std::signal(SIGINT, passSignalOn);
}

void defineOptions(QCommandLineParser& parser)
{
    const auto option = [&parser](const char* name, const QString& text, const char* value = "") {
        parser.addOption(QCommandLineOption(QString::fromLatin1(name), text, QString::fromLatin1(value)));
    };
    parser.setApplicationDescription(MainTexts::tr("Workbench for in-context learning with vision-language models"));
    parser.addPositionalArgument(QStringLiteral("project"), MainTexts::tr("A project folder NAME.fulcrum."), QStringLiteral("[project]"));
    parser.addHelpOption();
    parser.addVersionOption();
    option("page", MainTexts::tr("Page to show: welcome, data, sequences, compare, sets, map, runs, charts, dm."), "NAME");
    option("task", MainTexts::tr("Task to show: caption, vqa."), "TASK");
    option("split", MainTexts::tr("Split to show: train, val."), "SPLIT");
    option("filter", MainTexts::tr("Filter of the Data page, as in the search box."), "TEXT");
    option("view", MainTexts::tr("Form of the page. Data: grid, table, both; Sequences: lanes, columns, diff, film; Runs: list, table."),
        "NAME");
    option("query", MainTexts::tr("Published id of the query to show."), "ID");
    option("shots", MainTexts::tr("Number of demonstrations to show, 0 to 8."), "N");
    option("theme", MainTexts::tr("Theme: system, light, dark."), "NAME");
    option("demo", MainTexts::tr("Open the demo project; it is made when it is not there."));
    option("clean", MainTexts::tr("Do not restore the last session and do not save this one."));
    option("read-only", MainTexts::tr("Open the project without taking its lock."));
    option("new-instance", MainTexts::tr("Open a window of its own, even where another one has the project open."));
    option("log-level", MainTexts::tr("Lowest level of the program's messages on the standard error: debug, info, warning, error."), "LEVEL");
    option("compare", MainTexts::tr("Comparison to show: strategies, runs, config, sets."), "KIND");
    option("chart", MainTexts::tr("Chart to show: shots, bars, scatter, dm-scores, dm-gains, training, table."), "KIND");
    option("map", MainTexts::tr("How the Map page shows the samples: \"pca|tsne image|text all|train|val split|tag|answer-type|score|used\"."), "WORDS");
    option("run", MainTexts::tr("Number of the run that the D_M page shows."), "ID");
    option("screenshot", MainTexts::tr("Draw the page into a PNG file without a display and exit."), "FILE");
    option("size", MainTexts::tr("Size of the window for --screenshot."), "WxH");
    QCommandLineOption bench(QStringLiteral("bench-scroll"),
        MainTexts::tr("Scroll the grid of the Data page from end to end, write the frame times and exit."), QStringLiteral("FILE"));
    bench.setFlags(QCommandLineOption::HiddenFromHelp);
    parser.addOption(bench);
}

bool hasScreenshot(int argc, char** argv)
{
    for (int i = 1; i < argc; ++i)
        if (qstrncmp(argv[i], "--screenshot", 12) == 0)
            return true;
    return false;
}

void installTranslations(QCoreApplication& application, const QString& language)
{
    const QLocale locale = language.isEmpty() ? QLocale() : QLocale(language);
    auto* ours = new QTranslator(&application);
    // English has a file too, for its plural forms; it also serves languages that have none.
    if (ours->load(locale, QStringLiteral("fulcrum"), QStringLiteral("_"), QStringLiteral(":/i18n"))
        || ours->load(QStringLiteral(":/i18n/fulcrum_en.qm")))
        QCoreApplication::installTranslator(ours);
    auto* qts = new QTranslator(&application);
    if (qts->load(locale, QStringLiteral("qtbase"), QStringLiteral("_"), QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        QCoreApplication::installTranslator(qts);
}

int usageError(const QString& text)
{
    std::fprintf(stderr, "%s\n", qPrintable(text));
    return 2;
}

/// What is wrong with a value of the command line; empty where nothing is.
QString mistakeIn(const QCommandLineParser& parser)
{
    const auto refused = [&parser](const char* name, const QStringList& known) {
        const QString option = QString::fromLatin1(name);
        if (!parser.isSet(option) || known.contains(parser.value(option)))
            return QString();
        return MainTexts::tr("--%1: '%2' is not known (known are %3)")
            .arg(option, parser.value(option), known.join(QStringLiteral(", ")));
    };
    const auto words = [](const char* text) { return QString::fromLatin1(text).split(u' '); };
    for (const QString& mistake : {refused("page", words("welcome data sequences compare sets map runs charts dm")), refused("task", words("caption vqa")),
             refused("split", words("train val")), refused("view", words("grid table both list lanes columns diff film")),
             refused("shots", words("0 1 2 3 4 5 6 7 8")), refused("theme", words("system light dark")),
             refused("chart", words("shots metric bars scatter dm-scores dm-gains training table")), refused("log-level", words("debug info warning error")),
             refused("compare", words("strategies runs config sets"))})
        if (!mistake.isEmpty())
            return mistake;
    bool number = true;
    if (const QString query = parser.value(QStringLiteral("query")); parser.isSet(QStringLiteral("query")))
        number = query.toLongLong(&number) >= 0 && number;
    if (const QString run = parser.value(QStringLiteral("run")); number && parser.isSet(QStringLiteral("run")))
        if (!(run.toLongLong(&number) > 0 && number))
            return MainTexts::tr("--run must be the number of a run");
    return number ? QString() : MainTexts::tr("--query must be an image or question id, a whole number");
}

/// What the command line wants to see.
shell::ShowRequest requestFrom(const QCommandLineParser& parser)
{
    const auto value = [&parser](const char* name) { return parser.value(QString::fromLatin1(name)); };
    shell::ShowRequest request;
    request.task = data::taskFromName(value("task").toStdString());
    if (parser.isSet(QStringLiteral("shots")))
        request.shots = value("shots").toInt();
    if (parser.isSet(QStringLiteral("query")))
        request.publishedQuery = value("query").toLongLong();
    request.page = value("page");
    request.split = data::splitFromName(value("split").toStdString());
    request.filter = value("filter");
    request.view = value("view");
    request.chart = value("chart");
    request.compare = value("compare");
    request.map = value("map");
    request.dmRun = value("run").toLongLong();
    return request;
}

/// The exit status where no window is needed: for --help, --version and wrong values. Qt's own options are not known yet here.
std::optional<int> answerWithoutDisplay(int argc, char** argv)
{
    QCoreApplication application(argc, argv);
    installTranslations(application, {});
    QCommandLineParser parser;
    defineOptions(parser);
    parser.parse(QCoreApplication::arguments());
    for (const char* plain : {"help", "help-all", "version"})
        if (parser.isSet(QString::fromLatin1(plain)))
            parser.process(application); // prints and exits
    if (const QString mistake = mistakeIn(parser); !mistake.isEmpty())
        return usageError(mistake);
    return std::nullopt;
}

/// Messages of core at or above a level, one line each on the standard error; nothing where no level is wanted.
void showMessages(const QString& level)
{
    static const QStringList names {QStringLiteral("debug"), QStringLiteral("info"), QStringLiteral("warning"), QStringLiteral("error")};
    const qsizetype lowest = names.indexOf(level);
    if (lowest < 0)
        return;
    setLogSink([lowest](LogLevel at, std::string_view category, std::string_view message) {
        if (static_cast<qsizetype>(at) >= lowest)
            std::fprintf(stderr, "%s %.*s: %.*s\n", qPrintable(names[static_cast<qsizetype>(at)]), static_cast<int>(category.size()), category.data(),
                static_cast<int>(message.size()), message.data());
    });
}

/// True where the window that has the project open takes over: this program has nothing to do then.
bool passedOn(const QCommandLineParser& parser)
{
    const QStringList files = parser.positionalArguments();
    for (const char* alone : {"new-instance", "read-only", "screenshot", "bench-scroll"})
        if (parser.isSet(QString::fromLatin1(alone)))
            return false;
    const QString folder = parser.isSet(QStringLiteral("demo")) ? shell::demoProjectFolder() : files.value(0);
    return !folder.isEmpty() && shell::SingleInstance::pass(folder, QCoreApplication::arguments());
}

int runWindow(QApplication& application, const QCommandLineParser& parser)
{
    showMessages(parser.value(QStringLiteral("log-level")));
    if (passedOn(parser))
        return 0;
    const bool screenshot = parser.isSet(QStringLiteral("screenshot")), bench = parser.isSet(QStringLiteral("bench-scroll"));
    const QSize size = parser.isSet(QStringLiteral("size"))
        ? shell::Screenshot::parseSize(parser.value(QStringLiteral("size"))) : QSize(1440, 900);
    if (!size.isValid())
        return usageError(MainTexts::tr("--size must look like 1440x900"));
    shell::SessionStore store(shell::sessionFile(), shell::configFile());
    store.setEnabled(!screenshot && !bench && !parser.isSet(QStringLiteral("clean")));
    if (store.isEnabled())
        dialogs::ExportDialog::setSettingsFile(shell::configFile());
    const bridge::Settings settings(store.configFile(), false);
    installTranslations(application, settings.language());

    jobs::JobRegistry registry;
    icl::registerJobs(registry);
    const theme::Choice choice = theme::choiceFromName(
        parser.isSet(QStringLiteral("theme")) ? parser.value(QStringLiteral("theme")) : settings.theme());
    theme::apply(application, choice); // before any widget asks for a font
    shell::MainWindow window(registry, &store, shell::demoMaker());
    window.setTheme(choice);
    const bool crashed = store.begin();
    const shell::SessionState last = store.isEnabled() ? store.load() : shell::SessionState();
    const QStringList files = parser.positionalArguments();
    if (files.size() > 1)
        return usageError(MainTexts::tr("Only one project can be opened in a window."));
    window.request(requestFrom(parser));
    if (parser.isSet(QStringLiteral("demo"))) {
        window.openDemo();
    } else if (!files.isEmpty()) {
        window.openProject(files.front(), parser.isSet(QStringLiteral("read-only")));
    } else if (store.isEnabled() && settings.restoreSession()) {
        window.restore(last, crashed);
    }
    window.setSingle(!screenshot && !bench && !parser.isSet(QStringLiteral("new-instance")));
    QObject::connect(&window, &shell::MainWindow::startedAgain, &window, [&window](const QStringList& arguments) {
        QCommandLineParser again;
        defineOptions(again);
        if (again.parse(arguments) && mistakeIn(again).isEmpty())
            window.request(requestFrom(again));
    });
    quitOnSignals(application, store, window);
    if (screenshot) {
        window.resize(size);
        auto* shot = new shell::Screenshot(&window, parser.value(QStringLiteral("screenshot")), &window);
        QObject::connect(shot, &shell::Screenshot::finished, &application, &QCoreApplication::exit, Qt::QueuedConnection);
        shot->start();
    }
    if (bench) {
        window.resize(size);
        auto* scroll = new shell::ScrollBench(&window, parser.value(QStringLiteral("bench-scroll")), &window);
        QObject::connect(scroll, &shell::ScrollBench::finished, &application, &QCoreApplication::exit, Qt::QueuedConnection);
        scroll->start();
    }
    window.show();
    return QApplication::exec();
}

} // namespace

int main(int argc, char** argv)
{
    QCoreApplication::setOrganizationName(QStringLiteral("fulcrum"));
    QCoreApplication::setApplicationName(QStringLiteral("fulcrum"));
    QCoreApplication::setApplicationVersion(QStringLiteral(FULCRUM_VERSION));
    if (const std::optional<int> status = answerWithoutDisplay(argc, argv))
        return *status;
    if (hasScreenshot(argc, argv) && qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QGuiApplication::setHighDpiScaleFactorRoundingPolicy(Qt::HighDpiScaleFactorRoundingPolicy::PassThrough);
    QApplication application(argc, argv);
    QGuiApplication::setDesktopFileName(QStringLiteral("org.fulcrum.Fulcrum"));
    QCommandLineParser parser;
    defineOptions(parser);
    parser.process(application);
    return runWindow(application, parser);
}
