// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/config_comparison.h"

#include "core/icl/model_access.h"
#include "widgets/bridge/action_registry.h"
#include "widgets/bridge/error_text.h"
#include "widgets/bridge/job_monitor.h"
#include "widgets/bridge/workspace_state.h"
#include "widgets/models/difference_model.h"
#include "widgets/models/job_list_model.h"
#include "widgets/theme/theme.h"
#include "widgets/theme/type.h"
#include "widgets/views/common.h"
#include "widgets/views/flow_layout.h"

#include <QCheckBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QTableView>
#include <QVBoxLayout>

namespace fulcrum::views {

namespace {
constexpr int kSide = 260;
constexpr int kRunRole = Qt::UserRole;
} // namespace

ConfigComparison::ConfigComparison(const ComparePageParts& parts, QWidget* parent)
    : QWidget(parent), m_parts(parts), m_request(&parts.session->worker()), m_model(new models::DifferenceModel(this)),
      m_list(new QListWidget), m_table(new QTableView), m_message(new MessageCard)
{
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(16, 4, 16, 12);
    row->setSpacing(16);
    row->addWidget(makeSide());
    auto* column = new QVBoxLayout;
    column->addWidget(makeTools());
    m_table->setModel(m_model);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setShowGrid(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(30);
    m_table->setAlternatingRowColors(true);
    m_table->setWordWrap(false);
    m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->setTabKeyNavigation(false);
    m_table->setAccessibleName(tr("Keys and values of the chosen runs"));
    column->addWidget(m_table, 1);
    column->addWidget(m_message, 1);
    row->addLayout(column, 1);

    connect(parts.monitor, &bridge::JobMonitor::jobsReset, this, &ConfigComparison::showRuns);
    connect(parts.monitor, &bridge::JobMonitor::stateChanged, this, [this] { compare(); });
    connect(parts.state, &bridge::WorkspaceState::activeRunsChanged, this, &ConfigComparison::showRuns);
    connect(parts.session, &bridge::ProjectSession::closed, this, [this] {
        m_request.cancel();
        m_busy = false;
        m_problem.reset();
        m_model->setRuns({}, {});
        m_list->clear();
        showState();
    });
    connect(m_model, &QAbstractItemModel::modelReset, this, &ConfigComparison::showRows);
    showState();
}

QWidget* ConfigComparison::makeSide()
{
    auto* side = new QWidget;
    side->setFixedWidth(kSide);
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(theme::label(tr("Runs"), theme::Text::Heading));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setTextElideMode(Qt::ElideRight);
    m_list->setAccessibleName(tr("Runs to compare"));
    connect(m_list, &QListWidget::itemChanged, this, [this] {
        if (!m_filling)
            takeChecks();
    });
    column->addWidget(m_list, 1);
    return side;
}

QWidget* ConfigComparison::makeTools()
{
    auto* tools = new QWidget;
    auto* column = new QVBoxLayout(tools);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    auto* marks = new QWidget;
    auto* row = new FlowLayout(marks, 16); // a narrow page has two rows
    auto* only = new QCheckBox(tr("Only different"));
    only->setChecked(m_model->onlyDifferent());
    only->setToolTip(tr("Hide keys whose values are the same in all runs"));
    connect(only, &QCheckBox::toggled, m_model, &models::DifferenceModel::setOnlyDifferent);
    row->addWidget(only);
    auto* ignored = new QCheckBox(tr("Hide ignored keys"));
    ignored->setChecked(m_model->hideIgnored());
    ignored->setToolTip(tr("Hide what differs between any two runs and explains nothing: name, note, tags, times, host, hash of the spec"));
    connect(ignored, &QCheckBox::toggled, m_model, &models::DifferenceModel::setHideIgnored);
    row->addWidget(ignored);
    m_pattern = new QLineEdit;
    m_pattern->setPlaceholderText(tr("Filter keys and values (regular expression)"));
    m_pattern->setClearButtonEnabled(true);
    m_pattern->setAccessibleName(tr("Filter keys and values"));
    connect(m_pattern, &QLineEdit::textChanged, this, [this](const QString& text) {
        const QRegularExpression pattern(text, QRegularExpression::CaseInsensitiveOption);
        m_patternProblem->setVisible(!pattern.isValid());
        if (pattern.isValid())
            m_model->setPattern(pattern);
        else
            m_patternProblem->setText(tr("Not a regular expression: %1 at character %2").arg(pattern.errorString()).arg(pattern.patternErrorOffset() + 1));
    });
    m_pattern->setMinimumWidth(280);
    row->addWidget(m_pattern);
    column->addWidget(marks);
    m_summary = theme::label({}, theme::Text::Small);
    column->addWidget(m_summary);
    m_patternProblem = theme::label({}, theme::Text::Small);
    m_patternProblem->hide();
    column->addWidget(m_patternProblem);
    return tools;
}

/// The active runs; where none was made active, the newest two of one kind and task.
QVector<std::int64_t> ConfigComparison::wanted() const
{
    QVector<std::int64_t> runs;
    for (const std::int64_t run : m_parts.state->activeRuns())
        if (m_parts.monitor->find(run) && runs.size() < kMost)
            runs.append(run);
    if (runs.size() >= kFewest || !m_parts.state->activeRuns().isEmpty())
        return runs;
    const auto& jobs = m_parts.monitor->jobs();
    for (const bridge::JobInfo& first : jobs)
        for (const bridge::JobInfo& second : jobs)
            if (second.record.id < first.record.id && second.record.kind == first.record.kind
                && icl::specText(second.record, "task") == icl::specText(first.record, "task"))
                return {first.record.id, second.record.id};
    return runs;
}

/// The list keeps its items where it can: a check mark must not scroll it away from under the mouse.
void ConfigComparison::showRuns()
{
    m_filling = true;
    const QVector<std::int64_t> checked = wanted();
    const auto& jobs = m_parts.monitor->jobs();
    while (m_list->count() > jobs.size())
        delete m_list->takeItem(m_list->count() - 1);
    for (int row = 0; row < jobs.size(); ++row) {
        const store::RunRecord& record = jobs[row].record;
        if (row == m_list->count())
            m_list->addItem(new QListWidgetItem);
        QListWidgetItem* item = m_list->item(row);
        item->setText(tr("%1  (#%2)").arg(QString::fromStdString(record.name)).arg(record.id));
        item->setData(kRunRole, static_cast<qlonglong>(record.id));
        item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
        item->setCheckState(checked.contains(record.id) ? Qt::Checked : Qt::Unchecked);
        item->setToolTip(QStringLiteral("%1: %2").arg(models::JobListModel::kindText(record.kind), item->text()));
    }
    m_filling = false;
    compare();
}

void ConfigComparison::takeChecks()
{
    QVector<std::int64_t> runs = m_parts.state->activeRuns(); // those that stay keep their order
    for (int i = 0; i < m_list->count(); ++i) {
        const std::int64_t run = m_list->item(i)->data(kRunRole).toLongLong();
        const bool on = m_list->item(i)->checkState() == Qt::Checked;
        if (on && !runs.contains(run))
            runs.append(run);
        if (!on)
            runs.removeAll(run);
    }
    m_parts.state->setActiveRuns(runs);
}

void ConfigComparison::compare()
{
    const QVector<std::int64_t> runs = wanted();
    if (runs.size() < kFewest || !m_parts.session->isOpen()) {
        m_request.cancel();
        m_busy = false;
        m_problem.reset();
        m_model->setRuns({}, {});
        showState();
        return;
    }
    m_busy = true;
    m_request.run(
        this,
        [project = m_parts.session->project(), runs](std::stop_token) {
            return bridge::withDatabase(project, [&](store::Database& database) -> Result<std::vector<jobs::ComparedRun>> {
                std::vector<jobs::ComparedRun> compared;
                for (const std::int64_t run : runs) {
                    FULCRUM_TRY(auto one, jobs::readComparedRun(database, run));
                    compared.push_back(std::move(one));
                }
                return compared;
            });
        },
        [this](const Result<std::vector<jobs::ComparedRun>>& compared) {
            m_busy = false;
            m_problem.reset();
            if (!compared) {
                m_problem = compared.error();
                m_model->setRuns({}, {}); // not those of before
                showState();
                return;
            }
            QStringList names;
            for (const jobs::ComparedRun& run : *compared)
                names.append(tr("%1  (#%2)").arg(QString::fromStdString(run.record.name)).arg(run.record.id));
            m_model->setRuns(names, jobs::runDifference(*compared));
            showState();
        });
}

void ConfigComparison::showRows()
{
    m_table->clearSpans();
    for (int row = 0; row < m_model->rowCount(); ++row)
        if (m_model->index(row, 0).data(models::DifferenceModel::SectionRole).toBool())
            m_table->setSpan(row, 0, 1, m_model->columnCount());
    for (int column = 0; column < m_model->columnCount(); ++column)
        m_table->setColumnWidth(column, column == 0 ? 220 : std::max(180, 620 / std::max(1, m_model->runCount())));
    m_summary->setText(m_model->runCount() == 0
            ? QString()
            : tr("%1 keys differ, %2 hidden by the filters").arg(m_model->differentCount()).arg(m_model->hiddenCount()));
    Q_EMIT resultChanged();
}

bool ConfigComparison::hasResult() const { return m_model->runCount() > 0; }

QString ConfigComparison::text() const { return m_model->toText(); }

void ConfigComparison::showState()
{
    const bool any = hasResult();
    m_table->setVisible(any);
    m_message->setVisible(!any);
    if (any)
        return;
    const auto action = [this](const char* id) { return m_parts.actions->action(QString::fromLatin1(id)); };
    if (!m_parts.session->isOpen())
        m_message->show(QStringLiteral("table"), tr("No project is open"), tr("Runs of a project are compared here."),
            {action("file.openDemo"), action("file.openProject")});
    else if (m_problem)
        m_message->show(QStringLiteral("error"), tr("The runs cannot be read"), bridge::errorParagraph(*m_problem), {action("file.reload")});
    else if (m_parts.monitor->jobs().size() < kFewest)
        m_message->show(QStringLiteral("table"), tr("Fewer than two runs"), tr("Every job that is started is a run and can be compared here."),
            {action("job.eval")});
    else
        m_message->show(QStringLiteral("table"), tr("Choose runs"), tr("Tick 2 to 10 runs at the left."));
}

} // namespace fulcrum::views
