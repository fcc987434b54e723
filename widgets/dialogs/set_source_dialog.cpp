// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dialogs/set_source_dialog.h"

#include "core/icl/icd_set_file.h"
#include "core/icl/model_access.h"
#include "core/project/dataset_versions.h"
#include "widgets/bridge/error_text.h"
#include "widgets/bridge/format.h"
#include "widgets/bridge/job_monitor.h"
#include "widgets/theme/style.h"
#include "widgets/theme/type.h"

#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

namespace fulcrum::dialogs {

namespace {

constexpr int kDefaultShots = 4;

QString textsOf(const data::Dataset& support, const std::vector<std::int64_t>& items)
{
    QStringList lines;
    for (const std::int64_t item : items)
        if (item >= 0 && static_cast<std::size_t>(item) < support.size()) {
            const data::Sample sample = support[static_cast<std::size_t>(item)];
            const QString answer = QString::fromStdString(data::shownAnswer(sample, support.task()));
            lines.append(support.task() == data::Task::Vqa ? QString::fromStdString(sample.question) + u' ' + answer : answer);
        }
    return lines.join(u'\n');
}

} // namespace

SetSourceDialog::SetSourceDialog(
    Source source, bridge::ProjectSession* session, bridge::JobMonitor* monitor, data::Task task, QWidget* parent)
    : QDialog(parent), m_source(source), m_session(session), m_task(task), m_request(&session->worker()), m_runs(new QComboBox),
      m_shots(new QSpinBox), m_found(new QListWidget), m_note(theme::label({}, theme::Text::Small, nullptr, true)),
      m_make(new QPushButton(tr("Make the set")))
{
    const bool lever = source == Source::LeverLm;
    const QString title = lever ? tr("Set from Lever-LM") : tr("Set from a D_M");
    setWindowTitle(title);
    resize(560, 440);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(24, 20, 24, 20);
    column->setSpacing(12);
    column->addWidget(theme::label(title, theme::Text::Title));
    column->addWidget(theme::label(
        lever ? tr("Lever-LM reads the query in every variant, so it cannot write without one. This takes the sequence that it wrote most "
                   "often over the queries of a finished evaluation.")
              : tr("The demonstrations of a D_M by the sum of the scores of the sequences they stand in, the best next to the query."),
        theme::Text::Body, nullptr, true));
    auto* form = new QFormLayout;
    m_runs->setAccessibleName(lever ? tr("Evaluation") : tr("D_M run"));
    m_shots->setRange(1, static_cast<int>(icl::kMostSetItems));
    m_shots->setValue(kDefaultShots);
    m_shots->setAccessibleName(tr("Demonstrations"));
    form->addRow(lever ? tr("Evaluation") : tr("D_M run"), m_runs);
    form->addRow(tr("Demonstrations"), m_shots);
    column->addLayout(form);
    m_found->setAccessibleName(tr("What was found"));
    m_found->setWordWrap(true);
    column->addWidget(m_found, 1);
    column->addWidget(m_note);
    auto* buttons = new QHBoxLayout;
    buttons->addStretch();
    auto* cancel = new QPushButton(tr("Cancel"));
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    buttons->addWidget(cancel);
    m_make->setDefault(true);
    m_make->setProperty(theme::kPrimaryProperty, true);
    connect(m_make, &QPushButton::clicked, this, &SetSourceDialog::take);
    buttons->addWidget(m_make);
    column->addLayout(buttons);
    connect(m_runs, &QComboBox::currentIndexChanged, this, &SetSourceDialog::search);
    connect(m_shots, &QSpinBox::valueChanged, this, &SetSourceDialog::search);
    connect(m_found, &QListWidget::itemDoubleClicked, this, &SetSourceDialog::take);
    connect(m_found, &QListWidget::currentRowChanged, this, [this](int row) { m_make->setEnabled(row >= 0); });
    connect(session, &bridge::ProjectSession::closed, this, &QDialog::reject);
    fillRuns(monitor);
    search();
}

/// Runs over the present version of the data, newest first.
void SetSourceDialog::fillRuns(bridge::JobMonitor* monitor)
{
    const auto support = m_session->dataset(m_task, data::Split::Train);
    const std::string kind = m_source == Source::LeverLm ? "eval" : "dm";
    for (const bridge::JobInfo& job : monitor->jobs())
        if (support && job.record.kind == kind && icl::specText(job.record, "task") == data::taskName(m_task)
            && project::refersTo(job.record, *support))
            m_runs->addItem(tr("%1  (#%2)").arg(QString::fromStdString(job.record.name)).arg(job.record.id), static_cast<qlonglong>(job.record.id));
    m_runs->setEnabled(m_runs->count() > 0);
}

Result<QVector<SetSourceDialog::Entry>> SetSourceDialog::find(
    const std::shared_ptr<project::Project>& project, const data::Dataset& support, Source source, store::RunId run, int shots)
{
    return bridge::withDatabase(project, [&](store::Database& database) -> Result<QVector<Entry>> {
        QVector<Entry> entries;
        if (source == Source::Dm) {
            FULCRUM_TRY(auto items, icl::bestOfDm(database, run, shots));
            const QString text = tr("The best %n demonstrations", nullptr, static_cast<int>(items.size()));
            const QString tip = textsOf(support, items);
            entries.append({text, tip, std::move(items), tr("Best of D_M %1").arg(run), {}});
            return entries;
        }
        FULCRUM_TRY(const auto found, icl::frequentSequences(database, run, shots));
        for (const icl::FrequentSequence& one : found)
            entries.append({tr("Training seed %1: written for %2 of %3 queries")
                                .arg(one.cell.seed).arg(bridge::count(static_cast<std::int64_t>(one.times)), bridge::count(static_cast<std::int64_t>(one.queries))),
                textsOf(support, one.items), one.items, tr("Lever-LM, %n shots, seed %1", nullptr, shots).arg(one.cell.seed),
                tr("seed %1, %2 of %3 queries").arg(one.cell.seed).arg(one.times).arg(one.queries)});
        return entries;
    });
}

void SetSourceDialog::search()
{
    const auto support = m_session->dataset(m_task, data::Split::Train);
    if (m_runs->count() == 0 || !support) {
        show(fail(ErrorCode::NotFound, {}, {},
            (m_source == Source::LeverLm ? tr("There is no evaluation of this task yet.") : tr("There is no D_M of this task yet.")).toStdString()));
        return;
    }
    m_busy = true;
    m_request.run(
        this,
        [project = m_session->project(), support, source = m_source, run = m_runs->currentData().toLongLong(), shots = m_shots->value()](
            std::stop_token) { return find(project, *support, source, run, shots); },
        [this](const Result<QVector<Entry>>& entries) {
            m_busy = false;
            show(entries);
        });
}

void SetSourceDialog::show(const Result<QVector<Entry>>& entries)
{
    m_entries = entries ? *entries : QVector<Entry>();
    m_found->clear();
    for (const Entry& entry : qAsConst(m_entries)) {
        auto* item = new QListWidgetItem(entry.text + u'\n' + entry.tip, m_found);
        item->setToolTip(entry.tip);
    }
    m_found->setCurrentRow(m_entries.isEmpty() ? -1 : 0);
    m_note->setText(entries ? QString() : entries.error().what.empty() ? QString::fromStdString(entries.error().why) : bridge::errorParagraph(entries.error()));
    m_make->setEnabled(m_found->currentRow() >= 0);
}

void SetSourceDialog::take()
{
    const int row = m_found->currentRow();
    const auto support = m_session->dataset(m_task, data::Split::Train);
    if (row < 0 || row >= m_entries.size() || !support)
        return;
    const Entry& entry = m_entries[row];
    bridge::IcdSet set;
    set.name = entry.name.toStdString();
    set.task = m_task;
    for (const std::int64_t item : entry.items) {
        if (item < 0 || static_cast<std::size_t>(item) >= support->size()) {
            m_note->setText(tr("It refers to sample %1, which this data set does not have.").arg(item));
            return;
        }
        set.items.push_back(support->id(static_cast<std::size_t>(item)));
    }
    const icl::SetOrigin origin {m_source == Source::LeverLm ? icl::SetOrigin::Kind::LeverLm : icl::SetOrigin::Kind::Dm,
        m_runs->currentData().toLongLong(), entry.detail.toStdString()};
    Q_EMIT chosen(set, origin);
    accept();
}

} // namespace fulcrum::dialogs
