// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/compare_page.h"

#include "core/base/file.h"
#include "widgets/bridge/action_registry.h"
#include "widgets/bridge/error_text.h"
#include "widgets/bridge/project_session.h"
#include "widgets/views/common.h"
#include "widgets/views/config_comparison.h"
#include "widgets/views/query_comparison.h"
#include "widgets/views/run_comparison.h"
#include "widgets/views/set_comparison.h"

#include <QApplication>
#include <QClipboard>
#include <QFileDialog>
#include <QMessageBox>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace fulcrum::views {

namespace {

constexpr const char* kModes[] = {"strategies", "runs", "config", "sets"};

QString id(const char* text) { return QString::fromLatin1(text); }

} // namespace

ComparePage::ComparePage(const ComparePageParts& parts, QWidget* parent)
    : Page(parent), m_parts(parts), m_mode(new SegmentedControl), m_stack(new QStackedWidget)
{
    setObjectName(QStringLiteral("page.compare"));
    setFocusPolicy(Qt::StrongFocus);
    paintAsPage(this);
    registerActions();
    m_strategies = new QueryComparison(parts);
    m_runs = new RunComparison(parts);
    m_config = new ConfigComparison(parts);
    m_sets = new SetComparison(parts);
    for (QWidget* part : {static_cast<QWidget*>(m_strategies), static_cast<QWidget*>(m_runs), static_cast<QWidget*>(m_config),
             static_cast<QWidget*>(m_sets)})
        m_stack->addWidget(part);
    const auto choice = [this](Mode mode, const QString& text, const QString& tip) { m_mode->addChoice(text, tip, static_cast<int>(mode)); };
    choice(Mode::Strategies, tr("Strategies, one query"), tr("What 2 to 6 strategies give the current query, position by position"));
    choice(Mode::Runs, tr("Two runs, all queries"), tr("Two cells of evaluations, query by query: who wins where"));
    choice(Mode::Config, tr("Configuration"), tr("Settings, metrics and environment of 2 to 10 runs, key by key"));
    choice(Mode::Sets, tr("Two sets"), tr("Two ICD sets beside each other"));
    connect(m_mode, &SegmentedControl::chosen, this, [this](int mode) { setMode(static_cast<Mode>(mode)); });
    auto* tools = new QHBoxLayout;
    tools->setContentsMargins(16, 10, 16, 8);
    tools->addWidget(m_mode);
    tools->addStretch();
    for (const char* name : {"compare.nextLoss", "compare.nextWin", "compare.copy"}) {
        auto* button = new QToolButton;
        button->setDefaultAction(m_parts.actions->action(id(name)));
        button->setAccessibleName(button->defaultAction()->text());
        button->setAutoRaise(true);
        tools->addWidget(button);
    }
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->setSpacing(0);
    whole->addLayout(tools);
    whole->addWidget(m_stack, 1);
    connect(m_strategies, &QueryComparison::queryActivated, this, &ComparePage::queryActivated);
    connect(m_runs, &RunComparison::queryActivated, this, &ComparePage::queryActivated);
    connect(m_strategies, &QueryComparison::resultChanged, this, &ComparePage::updateActions);
    connect(m_runs, &RunComparison::resultChanged, this, &ComparePage::updateActions);
    connect(m_config, &ConfigComparison::resultChanged, this, &ComparePage::updateActions);
    connect(m_sets, &SetComparison::resultChanged, this, &ComparePage::updateActions);
    setMode(Mode::Strategies);
}

void ComparePage::registerActions()
{
    const auto onPage = [this](QAction* action) { // single letters must not reach through from text fields or other pages
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        addAction(action);
    };
    onPage(m_parts.actions->add({id("compare.nextWin"), tr("Next win"), tr("The next query in which A is better than B"),
                                    QKeySequence(QStringLiteral("N")), id("up")},
        [this] { m_runs->step(true); }));
    onPage(m_parts.actions->add({id("compare.nextLoss"), tr("Next loss"), tr("The next query in which B is better than A"),
                                    QKeySequence(QStringLiteral("Shift+N")), id("down")},
        [this] { m_runs->step(false); }));
    m_parts.actions->add({id("compare.copy"), tr("Copy the comparison"), tr("Copy what is shown as text with tabs"), {}, id("copy")}, [this] {
        QApplication::clipboard()->setText(text());
    });
}

void ComparePage::updateActions()
{
    const QString nothing = whyNoExport();
    m_parts.actions->setUnavailable(id("compare.copy"), nothing);
    const QString notHere = mode() == Mode::Runs ? nothing : tr("Choose “Two runs, all queries” first.");
    for (const char* name : {"compare.nextWin", "compare.nextLoss"})
        m_parts.actions->setUnavailable(id(name), notHere);
    Q_EMIT exportChanged();
}

ComparePage::Mode ComparePage::mode() const { return static_cast<Mode>(std::max(0, m_mode->current())); }

void ComparePage::setMode(Mode mode)
{
    m_mode->setCurrent(static_cast<int>(mode));
    m_stack->setCurrentIndex(static_cast<int>(mode));
    updateActions();
    Q_EMIT viewChanged();
}

QString ComparePage::modeName() const { return id(kModes[static_cast<int>(mode())]); }

void ComparePage::setModeName(const QString& name)
{
    for (int i = 0; i < static_cast<int>(std::size(kModes)); ++i)
        if (name == QLatin1String(kModes[i]))
            setMode(static_cast<Mode>(i));
}

bool ComparePage::isBusy() const { return m_strategies->isBusy() || m_runs->isBusy() || m_config->isBusy() || m_sets->isBusy(); }

QString ComparePage::text() const
{
    switch (mode()) {
    case Mode::Strategies: return m_strategies->text();
    case Mode::Runs: return m_runs->text();
    case Mode::Config: return m_config->text();
    case Mode::Sets: return m_sets->text();
    }
    return {};
}

QString ComparePage::whyNoExport() const
{
    const bool any = mode() == Mode::Strategies ? m_strategies->hasResult()
        : mode() == Mode::Runs                  ? m_runs->hasResult()
        : mode() == Mode::Config                ? m_config->hasResult()
                                                : m_sets->hasResult();
    return any ? QString() : tr("There is nothing compared yet.");
}

/// A table with tabs: what every spreadsheet opens.
void ComparePage::exportView()
{
    auto* dialog = new QFileDialog(window(), tr("Export the comparison"), {}, tr("Table with tabs (*.tsv)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("tsv"));
    dialog->selectFile(QStringLiteral("compare-%1.tsv").arg(modeName()));
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& file) {
        m_parts.session->worker().run(
            this,
            [path = bridge::toPath(file), content = text().toStdString()](std::stop_token) { return writeFileAtomic(path, content); },
            [this](const Result<void>& written) {
                if (!written)
                    QMessageBox::warning(window(), tr("Export the comparison"), bridge::errorParagraph(written.error()));
            });
    });
    dialog->open();
}

} // namespace fulcrum::views
