// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dialogs/job_form_dialog.h"

#include "widgets/bridge/core_text.h"
#include "widgets/bridge/error_text.h"
#include "widgets/bridge/format.h"
#include "widgets/bridge/job_monitor.h"
#include "widgets/bridge/job_probe.h"
#include "widgets/dialogs/field_editor.h"
#include "widgets/dialogs/form_presets.h"
#include "widgets/dialogs/job_summary.h"
#include "widgets/dialogs/prompt_preview_panel.h"
#include "widgets/models/job_list_model.h"
#include "widgets/theme/style.h"
#include "widgets/theme/type.h"

#include <QComboBox>
#include <QGridLayout>
#include <QListWidget>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>

namespace fulcrum::dialogs {

namespace {

constexpr int kFactsMilliseconds = 150;
constexpr int kSectionsWidth = 132;

/// The task that a run worked for: its own, or that of the first run it was made from; empty where neither says.
std::string taskOf(const store::RunRecord& record, const bridge::JobMonitor& monitor)
{
    const nlohmann::json spec = nlohmann::json::parse(record.spec, nullptr, false);
    if (!spec.is_object())
        return {};
    if (const auto own = spec.find("task"); own != spec.end() && own->is_string())
        return own->get<std::string>();
    const auto made = spec.find("dm_runs");
    if (made == spec.end() || !made->is_array() || made->empty() || !made->front().is_number_integer())
        return {};
    const bridge::JobInfo* origin = monitor.find(made->front().get<store::RunId>());
    return origin && origin->record.kind == "dm" ? taskOf(origin->record, monitor) : std::string();
}

bool isUnfinished(store::RunState state) { return !store::isAtRest(state) || state == store::RunState::Paused; }

/// Which runs a RunList field can name: "dm_runs" those of kind "dm", "train_runs" those of "train"; of one task where the form
/// has one. Unfinished ones can be waited for. The newest finished one is preselected.
QVector<RunChoice> choicesFor(const jobs::Field& field, const bridge::JobMonitor& monitor, const std::string& task)
{
    const std::string kind = field.name.substr(0, field.name.find('_'));
    QVector<RunChoice> choices;
    bool preselected = false;
    for (const bridge::JobInfo& job : monitor.jobs()) {
        const bool done = job.record.state == store::RunState::Succeeded;
        if (job.record.kind != kind || (!done && !isUnfinished(job.record.state)) || (!task.empty() && taskOf(job.record, monitor) != task))
            continue;
        const QString name = QString::fromStdString(job.record.name);
        choices.append({job.record.id,
            done ? QStringLiteral("%1  (#%2)").arg(name).arg(job.record.id)
                 : QStringLiteral("%1  (#%2, %3)").arg(name).arg(job.record.id).arg(models::JobListModel::stateText(job.record.state)),
            done && !preselected});
        preselected = preselected || done;
    }
    return choices;
}

} // namespace

JobFormDialog::JobFormDialog(const jobs::JobKind& kind, bridge::ProjectSession* session, bridge::JobMonitor* monitor,
    data::Task task, QWidget* parent)
    : QDialog(parent), m_kind(kind), m_session(session), m_monitor(monitor), m_probe(new bridge::JobProbe(session, nullptr, this)),
      m_facts(&session->worker()), m_summary(new JobSummaryPanel)
{
    setWindowTitle(models::JobListModel::kindText(kind.name));
    resize(1080, 720);
    m_factsSoon.setSingleShot(true);
    m_factsSoon.setInterval(kFactsMilliseconds);
    connect(&m_factsSoon, &QTimer::timeout, this, &JobFormDialog::readFacts);
    auto* row = new QHBoxLayout;
    row->setSpacing(16);
    m_sections = new QListWidget;
    m_sections->setFixedWidth(kSectionsWidth);
    m_sections->setFrameShape(QFrame::NoFrame);
    m_sections->viewport()->setAutoFillBackground(false);
    m_sections->setAccessibleName(tr("Sections"));
    row->addWidget(m_sections);
    m_scroll = new QScrollArea;
    m_scroll->setWidget(makeFields(task));
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setMinimumWidth(m_scroll->widget()->minimumSizeHint().width() + style()->pixelMetric(QStyle::PM_ScrollBarExtent)); // nothing is cut
    row->addWidget(m_scroll, 3);
    m_summary->setMinimumWidth(300);
    row->addWidget(m_summary, 2);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 20, 24, 20);
    layout->setSpacing(16);
    layout->addWidget(theme::label(models::JobListModel::kindText(kind.name), theme::Text::Title));
    layout->addLayout(row, 1);
    layout->addWidget(makeButtons());
    connect(m_sections, &QListWidget::currentRowChanged, this, [this](int section) {
        if (section >= 0)
            m_scroll->verticalScrollBar()->setValue(m_headings[section].second->y());
    });
    connect(m_summary, &JobSummaryPanel::problemActivated, this, &JobFormDialog::focusField);
    connect(m_summary, &JobSummaryPanel::measureClicked, this, &JobFormDialog::measure);
    connect(m_summary, &JobSummaryPanel::resumeClicked, this, &JobFormDialog::resumeInstead);
    connect(session, &bridge::ProjectSession::closed, this, &QDialog::reject);
    connect(monitor, &bridge::JobMonitor::jobsReset, this, &JobFormDialog::offerAfter);
    connect(monitor, &bridge::JobMonitor::stateChanged, this, &JobFormDialog::offerAfter);
    setEngine(nullptr);
    offerRuns();
    offerAfter();
    leaveOutLever();
    check();
}

void JobFormDialog::setEngine(bridge::EngineService* engine)
{
    delete m_probe;
    m_probe = new bridge::JobProbe(m_session, engine, this);
    connect(m_probe, &bridge::JobProbe::measured, this, [this](double seconds) {
        m_known.pace = bridge::JobPace {seconds, bridge::JobPace::Source::Probe, 0};
        showFacts();
    });
    connect(m_probe, &bridge::JobProbe::failed, this, [this](const Error& error) {
        showFacts();
        if (error.code != ErrorCode::Cancelled)
            m_summary->showError(bridge::errorParagraph(error));
    });
    check();
}

QWidget* JobFormDialog::makeFields(data::Task task)
{
    auto* content = new QWidget;
    auto* grid = new QGridLayout(content);
    grid->setContentsMargins(0, 0, 16, 0);
    grid->setVerticalSpacing(12);
    grid->setHorizontalSpacing(16);
    grid->setColumnStretch(1, 1);
    for (const FormSection section : kFormSections) {
        const auto belongs = [&](const jobs::Field& field) { return sectionOf(m_kind.name, field) == section; };
        if (section != FormSection::Output && std::none_of(m_kind.fields.begin(), m_kind.fields.end(), belongs))
            continue;
        auto* heading = theme::label(sectionText(m_kind.name, section), theme::Text::Heading);
        heading->setContentsMargins(0, m_headings.isEmpty() ? 0 : 12, 0, 0);
        grid->addWidget(heading, grid->rowCount(), 0, 1, 2);
        m_headings.append({section, heading});
        m_sections->addItem(heading->text());
        for (const jobs::Field& field : m_kind.fields)
            if (belongs(field))
                addField(grid, field, task);
        if (section == FormSection::Output)
            addAfter(grid);
    }
    grid->setRowStretch(grid->rowCount(), 1);
    return content;
}

void JobFormDialog::addField(QGridLayout* grid, const jobs::Field& field, data::Task task)
{
    auto* caption = theme::label(FieldEditor::caption(field.name), theme::Text::Body);
    caption->setToolTip(bridge::coreText(field.description));
    caption->setMinimumHeight(32);
    auto* editor = new FieldEditor(field, {});
    if (field.name == "task") {
        editor->setValue(data::taskName(task));
        connect(editor, &FieldEditor::changed, this, &JobFormDialog::offerRuns);
    } // before check, which looks at them
    if (field.type == jobs::FieldType::RunList)
        connect(editor, &FieldEditor::changed, this, &JobFormDialog::followUnfinished);
    connect(editor, &FieldEditor::changed, this, &JobFormDialog::check);
    if (field.name == "prompt_template")
        addPreview(editor);
    caption->setBuddy(editor);
    const int row = grid->rowCount();
    grid->addWidget(caption, row, 0, Qt::AlignTop);
    grid->addWidget(editor, row, 1);
    m_editors.append(editor);
}

void JobFormDialog::addPreview(FieldEditor* editor)
{
    m_preview = new PromptPreviewPanel(m_session);
    connect(m_preview, &PromptPreviewPanel::templateWanted, editor, [editor](const QString& text) {
        editor->setValue(text.toStdString());
        editor->focusControl();
    });
    editor->layout()->addWidget(m_preview);
}

void JobFormDialog::showPreview(const nlohmann::json& given)
{
    const auto text = [&given](const char* name) {
        const auto found = given.find(name);
        return found != given.end() && found->is_string() ? found->get<std::string>() : std::string();
    };
    if (m_preview)
        m_preview->show(text("prompt_template"), data::taskFromName(text("task")).value_or(data::Task::Caption), text("lvlm"));
}

void JobFormDialog::addAfter(QGridLayout* grid)
{
    auto* caption = theme::label(tr("Run after"), theme::Text::Body);
    m_after = new QComboBox;
    m_after->setAccessibleName(caption->text());
    m_after->setToolTip(tr("Start when that run has succeeded; if it does not, this one is stopped"));
    m_after->addItem(tr("Nothing: start when the lane is free"), qint64(0));
    caption->setBuddy(m_after);
    connect(m_after, &QComboBox::currentIndexChanged, this, &JobFormDialog::check);
    const int row = grid->rowCount();
    grid->addWidget(caption, row, 0);
    grid->addWidget(m_after, row, 1);
}

QWidget* JobFormDialog::makeButtons()
{
    auto* bar = new QWidget;
    auto* buttons = new QHBoxLayout(bar);
    buttons->setContentsMargins(0, 0, 0, 0);
    m_presets = new FormPresets(m_kind.name, m_session, [this] { return values(); });
    connect(m_presets, &FormPresets::chosen, this, &JobFormDialog::setValues);
    connect(m_presets, &FormPresets::defaultsWanted, this, &JobFormDialog::setDefaults);
    connect(m_presets, &FormPresets::failed, m_summary, &JobSummaryPanel::showError);
    buttons->addWidget(m_presets);
    buttons->addStretch();
    auto* cancel = new QPushButton(tr("Cancel"));
    cancel->setAutoDefault(false);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    buttons->addWidget(cancel);
    m_start = new QPushButton(tr("Start"));
    m_start->setDefault(true);
    m_start->setProperty(theme::kPrimaryProperty, true);
    connect(m_start, &QPushButton::clicked, this, &JobFormDialog::start);
    buttons->addWidget(m_start);
    return bar;
}

/// Runs of the form's task in the fields that name runs.
void JobFormDialog::offerRuns()
{
    const FieldEditor* const taskEditor = editor("task");
    const std::string task = taskEditor ? taskEditor->value().get<std::string>() : std::string();
    for (FieldEditor* one : m_editors)
        if (one->field().type == jobs::FieldType::RunList)
            one->setRuns(choicesFor(one->field(), *m_monitor, task));
}

void JobFormDialog::offerAfter()
{
    const store::RunId chosen = startsAfter();
    {
        const QSignalBlocker oneSignal(m_after);
        while (m_after->count() > 1)
            m_after->removeItem(1);
        for (const bridge::JobInfo& job : m_monitor->jobs())
            if (isUnfinished(job.record.state))
                m_after->addItem(QStringLiteral("%1  (#%2)").arg(QString::fromStdString(job.record.name)).arg(job.record.id),
                    static_cast<qint64>(job.record.id));
        m_after->setCurrentIndex(std::max(0, m_after->findData(static_cast<qint64>(chosen))));
    }
    check();
}

store::RunId JobFormDialog::startsAfter() const { return m_after->currentData().toLongLong(); }

void JobFormDialog::setStartsAfter(store::RunId run)
{
    m_after->setCurrentIndex(std::max(0, m_after->findData(static_cast<qint64>(run))));
}

/// A run that is made from one at work starts after it.
void JobFormDialog::followUnfinished()
{
    store::RunId newest = 0;
    for (const FieldEditor* one : m_editors)
        if (one->field().type == jobs::FieldType::RunList)
            for (const nlohmann::json& id : one->value())
                if (const bridge::JobInfo* job = m_monitor->find(id.get<store::RunId>()); job && isUnfinished(job->record.state))
                    newest = std::max(newest, job->record.id);
    if (newest != 0 && m_after && startsAfter() == 0)
        setStartsAfter(newest);
}

/// Without a trained Lever-LM its strategies would make a fresh form invalid.
void JobFormDialog::leaveOutLever()
{
    FieldEditor* const runs = editor("train_runs");
    FieldEditor* const strategies = editor("strategies");
    if (!runs || !strategies || !runs->value().empty())
        return;
    nlohmann::json kept = nlohmann::json::array();
    for (const nlohmann::json& name : strategies->value())
        if (!name.get<std::string>().starts_with("lever-lm"))
            kept.push_back(name);
    strategies->setValue(kept);
}

void JobFormDialog::offerQueries(const QVector<QueryChoice>& choices)
{
    FieldEditor* const ids = editor("query_ids");
    if (!ids)
        return;
    auto* row = new QHBoxLayout;
    for (const QueryChoice& choice : choices) {
        auto* button = new QPushButton(choice.text);
        button->setAutoDefault(false);
        button->setEnabled(!choice.ids.empty());
        button->setToolTip(choice.ids.empty() ? tr("There are none") : tr("Evaluate these queries"));
        connect(button, &QPushButton::clicked, this, [ids, list = choice.ids] { ids->setValue(list); });
        row->addWidget(button);
    }
    auto* number = new QPushButton(tr("By number"));
    number->setAutoDefault(false);
    number->setToolTip(tr("As many queries as the number above says"));
    connect(number, &QPushButton::clicked, this, [ids] { ids->setValue(nlohmann::json::array()); });
    row->addWidget(number);
    row->addStretch();
    static_cast<QVBoxLayout*>(ids->layout())->addLayout(row);
}

void JobFormDialog::setValues(const nlohmann::json& values)
{
    if (!values.is_object())
        return;
    m_filling = true; // one check at the end
    if (const auto task = values.find("task"); task != values.end() && editor("task"))
        editor("task")->setValue(*task); // first: the runs that are offered depend on it
    for (FieldEditor* one : m_editors)
        if (const auto value = values.find(one->field().name); value != values.end() && jobs::checkValue(one->field(), *value))
            one->setValue(*value);
    m_filling = false;
    check();
}

void JobFormDialog::setDefaults()
{
    nlohmann::json defaults = nlohmann::json::object();
    for (const FieldEditor* one : m_editors)
        if (!one->field().defaultValue.is_null() && one->field().name != "task" && one->field().type != jobs::FieldType::RunList)
            defaults[one->field().name] = one->field().defaultValue;
    setValues(defaults);
    leaveOutLever();
}

nlohmann::json JobFormDialog::values() const
{
    nlohmann::json values = nlohmann::json::object();
    for (const FieldEditor* editor : m_editors)
        values[editor->field().name] = editor->value();
    return values;
}

FieldEditor* JobFormDialog::editor(const std::string& field) const
{
    for (FieldEditor* editor : m_editors)
        if (editor->field().name == field)
            return editor;
    return nullptr;
}

QStringList JobFormDialog::problems() const
{
    QStringList texts;
    for (const FormProblem& problem : m_problems)
        texts.append(problem.text);
    return texts;
}

bool JobFormDialog::canStart() const { return m_problems.isEmpty(); }

void JobFormDialog::focusField(const QString& field)
{
    FieldEditor* const one = editor(field.toStdString());
    if (!one)
        return;
    m_scroll->ensureWidgetVisible(one, 0, 80);
    one->focusControl();
}

void JobFormDialog::checkFields(const nlohmann::json& given)
{
    for (FieldEditor* one : m_editors) {
        const std::string& name = one->field().name;
        const Result<void> good = jobs::checkValue(one->field(), given.at(name));
        const QString problem = good ? QString() : QString::fromStdString(good.error().why.empty() ? good.error().what : good.error().why);
        one->setProblem(problem);
        if (!good)
            m_problems.append({name, FieldEditor::caption(name) + QStringLiteral(": ") + problem});
    }
    if (!m_problems.isEmpty())
        return;
    if (const auto spec = m_kind.check(given); !spec) {
        const std::string field = spec.error().where.substr(0, spec.error().where.find(','));
        FieldEditor* const where = editor(field);
        m_problems.append({where ? field : std::string(), bridge::errorParagraph(spec.error())});
        if (where)
            where->setProblem(QString::fromStdString(spec.error().why));
    }
}

void JobFormDialog::check()
{
    if (m_filling || !m_start)
        return;
    const nlohmann::json given = values();
    m_problems.clear();
    checkFields(given);
    for (const FieldEditor* one : m_editors)
        if (one->field().type == jobs::FieldType::RunList)
            for (const nlohmann::json& id : one->value()) {
                const bridge::JobInfo* job = m_monitor->find(id.get<store::RunId>());
                if (job && isUnfinished(job->record.state) && startsAfter() < job->record.id)
                    m_problems.append({one->field().name, tr("Run %1 is not finished: let this one run after it").arg(job->record.id)});
            }
    if (const auto anchors = given.find("anchors"); m_problems.isEmpty() && anchors != given.end() && m_known.trainSamples > 0
        && anchors->is_number_integer() && anchors->get<std::int64_t>() > m_known.trainSamples)
        m_problems.append({"anchors", tr("Anchors: the train split has only %1 samples").arg(bridge::count(m_known.trainSamples))});
    if (m_problems.isEmpty() && m_known.obstacle)
        m_problems.append({{}, bridge::errorParagraph(*m_known.obstacle)});
    QString command = commandLine(m_kind, given, m_session->folder());
    if (startsAfter() != 0)
        command += QStringLiteral(" --after %1").arg(startsAfter());
    m_summary->showCommand(command);
    m_summary->showProblems(m_problems);
    showFacts();
    showPreview(given);
    m_start->setEnabled(canStart());
    m_factsSoon.start();
}

/// What the store knows about these settings; the form goes on meanwhile.
void JobFormDialog::readFacts()
{
    if (!m_session->isOpen())
        return;
    m_readingFacts = true;
    m_facts.run(
        this,
        [project = m_session->project(), &kind = m_kind, given = values()](
            std::stop_token) { return bridge::readJobFacts(*project, kind, given); },
        [this](Result<bridge::JobFacts> facts) {
            m_readingFacts = false;
            if (!facts) {
                m_summary->showError(bridge::errorParagraph(facts.error()));
                return;
            }
            const bool changed = m_known.obstacle.has_value() != facts->obstacle.has_value() || m_known.trainSamples != facts->trainSamples;
            m_known = std::move(*facts);
            showFacts();
            if (changed)
                check();
        });
}

void JobFormDialog::showFacts()
{
    const nlohmann::json given = values();
    m_summary->showWork(m_kind.name, given, m_known);
    m_summary->setMeasuring(m_probe->isRunning(), m_probe->obstacle(m_kind.name, given));
    if (FieldEditor* const threshold = editor("score_threshold"))
        threshold->setNote(m_known.keptSequences < 0 ? QString()
                                                     : tr("%1 of %2 sequences are kept").arg(bridge::count(m_known.keptSequences),
                                                         bridge::count(m_known.sequences)));
}

void JobFormDialog::measure()
{
    if (m_probe->isRunning())
        m_probe->cancel();
    else if (canStart())
        m_probe->start(m_kind.name, values());
    showFacts();
}

void JobFormDialog::start()
{
    jobs::LocalRunner* runner = m_session->runner();
    if (!runner || !canStart())
        return;
    jobs::SubmitOptions options;
    if (startsAfter() != 0)
        options.after = startsAfter();
    const Result<store::RunId> run = runner->submit(m_kind.name, values(), options);
    if (!run) {
        m_summary->showError(bridge::errorParagraph(run.error()));
        return;
    }
    Q_EMIT submitted(*run);
    accept();
}

void JobFormDialog::resumeInstead(qint64 run)
{
    m_monitor->resume(run);
    Q_EMIT submitted(run);
    accept();
}

} // namespace fulcrum::dialogs
