// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/pivot_view.h"

#include "core/icl/pivot_source.h"
#include "core/icl/published_overlay.h"
#include "widgets/bridge/action_registry.h"
#include "widgets/bridge/error_text.h"
#include "widgets/bridge/run_book.h"
#include "widgets/bridge/run_text.h"
#include "widgets/bridge/workspace_state.h"
#include "widgets/models/pivot_model.h"
#include "widgets/theme/type.h"
#include "widgets/views/common.h"
#include "widgets/views/flow_layout.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QHeaderView>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QMenu>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>
#include <set>

namespace fulcrum::views {

namespace {

using icl::PivotAxis;

constexpr PivotAxis kFilterAxes[] = {PivotAxis::Task, PivotAxis::Model, PivotAxis::Split, PivotAxis::Strategy, PivotAxis::Shots,
    PivotAxis::Seed, PivotAxis::Run};
constexpr int kNone = -1;

bool has(const std::vector<PivotAxis>& axes, PivotAxis axis) { return std::find(axes.begin(), axes.end(), axis) != axes.end(); }

/// Averaging over these would mean nothing: one value must be chosen.
bool needsOne(PivotAxis axis)
{
    return axis == PivotAxis::Task || axis == PivotAxis::Model || axis == PivotAxis::Split || axis == PivotAxis::Strategy;
}

struct ReadValues
{
    std::vector<icl::PivotValue> values;
    QVector<store::RunId> runs;
};

Result<ReadValues> readValues(
    const std::shared_ptr<project::Project>& project, const QVector<store::RunId>& wanted, bool published, std::stop_token stop)
{
    return bridge::withDatabase(project, [&](store::Database& database) -> Result<ReadValues> {
        std::vector<store::RunId> runs(wanted.begin(), wanted.end());
        if (runs.empty()) {
            FULCRUM_TRY(runs, icl::newestEvaluations(database));
        }
        ReadValues read;
        read.runs = QVector<store::RunId>(runs.begin(), runs.end());
        FULCRUM_TRY(read.values, icl::pivotValues(database, runs, stop));
        if (!published)
            return read;
        FULCRUM_TRY(const auto tables, icl::shippedPublishedResults());
        const std::vector<std::string> tasks = icl::pivotKeys(read.values, PivotAxis::Task);
        const std::vector<icl::PivotValue> others = icl::publishedPivotValues(tables, tasks);
        read.values.insert(read.values.end(), others.begin(), others.end());
        return read;
    });
}

} // namespace

PivotView::PivotView(bridge::ProjectSession* session, bridge::RunBook* book, bridge::WorkspaceState* state,
    bridge::ActionRegistry* actions, QWidget* parent)
    : QWidget(parent), m_session(session), m_book(book), m_state(state), m_actions(actions), m_read(&session->worker()),
      m_model(new models::PivotModel(this)), m_table(new QTableView), m_stack(new QStackedWidget), m_message(new MessageCard),
      m_bar(new InlineBar), m_note(theme::label({}, theme::Text::Small, nullptr, true))
{
    registerActions();
    m_table->setModel(m_model);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setShowGrid(false);
    m_table->setAlternatingRowColors(true);
    m_table->setFont(theme::tabular(m_table->font()));
    m_table->setAccessibleName(tr("Table of results"));
    m_table->setCornerButtonEnabled(false);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setTabKeyNavigation(false);
    m_table->verticalHeader()->setDefaultSectionSize(std::max(32, m_table->fontMetrics().height() + 14));
    m_table->verticalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setHighlightSections(false);
    connect(m_table, &QTableView::activated, this, &PivotView::openCell);
    connect(m_table, &QTableView::clicked, this, [this](const QModelIndex& index) {
        if (QApplication::keyboardModifiers() == Qt::NoModifier)
            openCell(index);
    });
    m_table->viewport()->setCursor(Qt::PointingHandCursor);
    m_stack->addWidget(m_message);
    m_stack->addWidget(m_table);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeTools());
    column->addWidget(m_bar);
    auto* body = new QVBoxLayout;
    body->setContentsMargins(16, 4, 16, 8);
    body->addWidget(m_stack, 1);
    body->addWidget(m_note);
    column->addLayout(body, 1);
    connect(book, &bridge::RunBook::changed, this, &PivotView::read);
    connect(state, &bridge::WorkspaceState::activeRunsChanged, this, &PivotView::read);
    connect(session, &bridge::ProjectSession::closed, this, [this] {
        m_read.cancel();
        m_busy = false;
        m_values.clear();
        m_runs.clear();
        m_error.reset();
        compute();
    });
    setSpec({});
}

void PivotView::registerActions()
{
    const auto copy = [this](const char* id, const QString& text, const QString& format) {
        m_actions->add({QString::fromLatin1(id), text, tr("Copy the table of results in this form"), {}, QStringLiteral("copy")},
            [this, format] { QApplication::clipboard()->setText(textAs(format)); });
    };
    copy("runs.copyLatex", tr("Copy as LaTeX"), QStringLiteral("latex"));
    copy("runs.copyMarkdown", tr("Copy as Markdown"), QStringLiteral("markdown"));
    copy("runs.copyCsv", tr("Copy as CSV"), QStringLiteral("csv"));
    m_actions->add({QStringLiteral("runs.copyTableCommand"), tr("Copy the equivalent command"),
                       tr("The command line that prints the same table"), {}, QStringLiteral("command")},
        [this] { QApplication::clipboard()->setText(commandLine()); });
    QAction* published = m_actions->add({QStringLiteral("runs.published"), tr("Published numbers"),
        tr("The numbers of the paper in rows of their own: other data and models, so they are not ranked"), {}, QStringLiteral("info"),
            true});
    connect(published, &QAction::toggled, this, &PivotView::setPublishedShown);
}

QComboBox* PivotView::axisBox(const QString& name, bool optional)
{
    auto* box = new QComboBox;
    box->setAccessibleName(name);
    if (optional)
        box->addItem(QStringLiteral("–"), kNone);
    for (const PivotAxis axis : icl::pivotAxes())
        box->addItem(models::PivotModel::axisText(axis), static_cast<int>(axis));
    connect(box, &QComboBox::activated, this, &PivotView::axesChosen);
    return box;
}

QWidget* PivotView::makeTools()
{
    auto* tools = new QWidget;
    auto* flow = new FlowLayout(tools, 6);
    flow->setContentsMargins(16, 8, 16, 8);
    const auto labelled = [&](const QString& text, const QList<QWidget*>& widgets) {
        auto* group = new QWidget;
        auto* row = new QHBoxLayout(group);
        row->setContentsMargins(0, 0, 8, 0);
        row->setSpacing(6);
        auto* label = theme::label(text, theme::Text::Small);
        row->addWidget(label);
        for (QWidget* widget : widgets)
            row->addWidget(widget);
        flow->addWidget(group);
        return label;
    };
    m_rows[0] = axisBox(tr("Rows"), false);
    m_rows[1] = axisBox(tr("Rows, within the first"), true);
    m_columns[0] = axisBox(tr("Columns"), false);
    m_columns[1] = axisBox(tr("Columns, within the first"), true);
    labelled(tr("Rows"), {m_rows[0], m_rows[1]});
    labelled(tr("Columns"), {m_columns[0], m_columns[1]});
    for (const PivotAxis axis : kFilterAxes) {
        auto* box = new QComboBox;
        box->setAccessibleName(tr("Only this: %1").arg(models::PivotModel::axisText(axis)));
        const auto place = static_cast<std::size_t>(axis);
        m_filters[place] = box;
        m_filterLabels[place] = labelled(models::PivotModel::axisText(axis), {box});
        connect(box, &QComboBox::activated, this, [this, axis, box] {
            icl::PivotSpec spec = m_spec;
            spec.only.erase(axis);
            if (const QString key = box->currentData().toString(); !key.isEmpty())
                spec.only[axis] = key.toStdString();
            setSpec(spec);
        });
    }
    m_spread = new SegmentedControl;
    m_spread->addChoice(tr("Seeds"), tr("± is the standard error over seeds"), static_cast<int>(icl::PivotSpread::Seeds));
    m_spread->addChoice(tr("Queries"), tr("± is the standard error over queries"), static_cast<int>(icl::PivotSpread::Queries));
    connect(m_spread, &SegmentedControl::chosen, this, [this](int spread) {
        icl::PivotSpec spec = m_spec;
        spec.spread = static_cast<icl::PivotSpread>(spread);
        setSpec(spec);
    });
    labelled(tr("± over"), {m_spread});
    m_averages = new QCheckBox(tr("Averages"));
    m_averages->setToolTip(tr("Avg:1~2, Avg:3~8 and Avg:1~8 behind the shots"));
    connect(m_averages, &QCheckBox::toggled, this, [this](bool on) {
        icl::PivotSpec spec = m_spec;
        spec.averages = on;
        setSpec(spec);
    });
    m_averages->setMinimumHeight(m_spread->sizeHint().height());
    flow->addWidget(m_averages);
    auto* published = new QToolButton;
    published->setDefaultAction(m_actions->action(QStringLiteral("runs.published")));
    published->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    published->setAutoRaise(true);
    flow->addWidget(published);
    auto* copy = new MenuButton(tr("Copy"), QStringLiteral("copy"), tr("Copy the table"));
    auto* menu = new QMenu(copy);
    for (const char* id : {"runs.copyLatex", "runs.copyMarkdown", "runs.copyCsv", "runs.copyTableCommand"})
        menu->addAction(m_actions->action(QString::fromLatin1(id)));
    copy->setMenu(menu);
    flow->addWidget(copy);
    return tools;
}

void PivotView::axesChosen()
{
    icl::PivotSpec spec = m_spec;
    const auto chosen = [](QComboBox* const (&boxes)[2]) {
        std::vector<PivotAxis> axes;
        for (const QComboBox* box : boxes)
            if (box->currentData().toInt() != kNone)
                axes.push_back(static_cast<PivotAxis>(box->currentData().toInt()));
        return axes;
    };
    spec.rows = chosen(m_rows);
    spec.columns = chosen(m_columns);
    // What was just chosen moves: it does not stand in two places.
    const auto* box = qobject_cast<QComboBox*>(sender());
    const int newest = box ? box->currentData().toInt() : kNone;
    std::set<PivotAxis> seen;
    for (auto* axes : {&spec.rows, &spec.columns})
        std::erase_if(*axes, [&](PivotAxis axis) {
            const bool isChosen = box && static_cast<int>(axis) == newest;
            const bool ownPlace = isChosen && (box == m_rows[0] || box == m_rows[1]) == (axes == &spec.rows);
            return (isChosen && !ownPlace) || !seen.insert(axis).second;
        });
    for (auto* axes : {&spec.rows, &spec.columns})
        if (axes->empty())
            for (const PivotAxis axis : {PivotAxis::Strategy, PivotAxis::Shots, PivotAxis::Task})
                if (!seen.contains(axis)) {
                    axes->push_back(axis);
                    seen.insert(axis);
                    break;
                }
    setSpec(spec);
}

void PivotView::setSpec(icl::PivotSpec spec)
{
    for (auto only = spec.only.begin(); only != spec.only.end();)
        only = has(spec.rows, only->first) || has(spec.columns, only->first) ? spec.only.erase(only) : std::next(only);
    const bool isNew = spec != m_spec;
    m_spec = std::move(spec);
    compute();
    if (isNew)
        Q_EMIT specChanged();
}

void PivotView::setPublishedShown(bool shown)
{
    if (shown == m_published)
        return;
    m_published = shown;
    m_actions->action(QStringLiteral("runs.published"))->setChecked(shown);
    read();
    Q_EMIT specChanged();
}

QVector<store::RunId> PivotView::wantedRuns() const
{
    QVector<store::RunId> wanted;
    for (const store::RunId run : m_state->activeRuns())
        if (const runs::RunSummary* one = m_book->find(run); one && one->record.kind == "eval")
            wanted.append(run);
    return wanted;
}

void PivotView::read()
{
    m_stale = !isVisible();
    if (!m_session->isOpen() || m_stale)
        return;
    m_busy = true;
    m_read.run(
        this,
        [project = m_session->project(), runs = wantedRuns(), published = m_published](std::stop_token stop) {
            return readValues(project, runs, published, stop);
        },
        [this](Result<ReadValues> read) {
            m_busy = false;
            m_error.reset();
            if (read) {
                m_values = std::move(read->values);
                m_runs = read->runs;
            } else if (read.error().code != ErrorCode::Cancelled) {
                m_error = read.error();
                m_values.clear();
                m_runs.clear();
            }
            compute();
        });
}

void PivotView::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (m_stale)
        read();
}

/// Values that an axis must be held at, for those that are neither rows nor columns.
void PivotView::fillFilters()
{
    std::vector<icl::PivotValue> rest = m_values; // what the filters so far let through
    for (const PivotAxis axis : kFilterAxes) {
        const auto place = static_cast<std::size_t>(axis);
        QComboBox* box = m_filters[place];
        const std::vector<std::string> keys = icl::pivotKeys(rest, axis);
        const bool isUsed = has(m_spec.rows, axis) || has(m_spec.columns, axis);
        box->parentWidget()->setVisible(!isUsed && keys.size() > 1);
        auto only = m_spec.only.find(axis);
        if (only != m_spec.only.end() && !keys.empty() && std::find(keys.begin(), keys.end(), only->second) == keys.end()) {
            m_spec.only.erase(only);
            only = m_spec.only.end();
        }
        if (!isUsed && only == m_spec.only.end() && needsOne(axis) && keys.size() > 1)
            only = m_spec.only.emplace(axis, keys.front()).first;
        if (only != m_spec.only.end())
            std::erase_if(rest, [&](const icl::PivotValue& value) { return icl::pivotKey(value, axis) != only->second; });
        const QSignalBlocker quiet(box);
        box->clear();
        if (!needsOne(axis))
            box->addItem(tr("mean of all"), QString());
        for (const std::string& key : keys)
            box->addItem(models::PivotModel::keyText(axis, key), QString::fromStdString(key));
        box->setCurrentIndex(only == m_spec.only.end() ? 0 : std::max(0, box->findData(QString::fromStdString(only->second))));
    }
}

void PivotView::compute()
{
    fillFilters();
    const auto show = [](QComboBox* const (&boxes)[2], const std::vector<PivotAxis>& axes) {
        for (std::size_t i = 0; i < 2; ++i)
            boxes[i]->setCurrentIndex(boxes[i]->findData(i < axes.size() ? static_cast<int>(axes[i]) : kNone));
    };
    show(m_rows, m_spec.rows);
    show(m_columns, m_spec.columns);
    m_spread->setCurrent(static_cast<int>(m_spec.spread));
    const QSignalBlocker quiet(m_averages);
    m_averages->setChecked(m_spec.averages);
    m_averages->setEnabled(has(m_spec.rows, PivotAxis::Shots) || has(m_spec.columns, PivotAxis::Shots));
    m_bar->hide();
    if (m_values.empty() || m_error) {
        m_model->setTable({}, {});
        showState();
        return;
    }
    // A few hundred numbers: a worker would only make it flicker.
    Result<icl::PivotTable> table = icl::pivot(m_values, m_spec);
    if (table) {
        m_model->setTable(std::move(*table), m_values);
        m_table->resizeColumnsToContents();
    } else {
        m_model->setTable({}, {});
        m_bar->showMessage(InlineBar::Kind::Warning, bridge::errorParagraph(table.error()));
    }
    showState();
}

bool PivotView::isEmpty() const { return m_model->rowCount() == 0; }

void PivotView::showState()
{
    for (const char* id : {"runs.copyLatex", "runs.copyMarkdown", "runs.copyCsv", "runs.copyTableCommand"})
        m_actions->setUnavailable(QString::fromLatin1(id), isEmpty() ? tr("There is no table of results.") : QString());
    if (m_error)
        m_message->show(QStringLiteral("error"), tr("The results cannot be read"), bridge::errorParagraph(*m_error),
            {m_actions->action(QStringLiteral("file.reload"))});
    else
        m_message->show(QStringLiteral("table"), tr("No results yet"), tr("A table needs a finished cell of an evaluation."),
            {m_actions->action(QStringLiteral("job.eval")), m_actions->action(QStringLiteral("file.importResults"))});
    m_stack->setCurrentWidget(isEmpty() ? static_cast<QWidget*>(m_message) : m_table);
    QStringList names;
    for (const store::RunId run : m_runs)
        if (const runs::RunSummary* one = m_book->find(run))
            names.append(tr("run %1 “%2”").arg(run).arg(QString::fromStdString(one->record.name)));
    const QString which = wantedRuns().isEmpty() ? tr("The newest evaluation of each task: %1.") : tr("The active runs: %1.");
    const QString metric = m_model->table().metricName.empty() ? QString() : bridge::metricText(m_model->table().metricName)
        + QStringLiteral(", ");
    const QString what = m_spec.spread == icl::PivotSpread::Seeds ? tr("mean ± standard error over seeds (number of seeds)")
                                                                  : tr("mean ± standard error over queries (number of queries)");
    m_note->setText(isEmpty() ? QString()
                              : which.arg(names.join(QStringLiteral(", "))) + u' ' + metric + what
            + tr("; best bold, second underlined. Click a number for the queries behind it."));
}

QString PivotView::textAs(const QString& format) const
{
    const icl::PivotTable& table = m_model->table();
    return QString::fromStdString(format == u"latex" ? icl::pivotLatex(table)
            : format == u"csv"                       ? icl::pivotCsv(table)
            : format == u"markdown"                  ? icl::pivotMarkdown(table)
                                                     : icl::pivotText(table));
}

QString PivotView::commandLine() const
{
    const auto names = [](const std::vector<PivotAxis>& axes) {
        QStringList list;
        for (const PivotAxis axis : axes)
            list.append(QString::fromLatin1(icl::pivotAxisName(axis)));
        return list.join(u',');
    };
    QStringList ids;
    for (const store::RunId run : m_runs)
        ids.append(QString::number(run));
    QString command = QStringLiteral("fulcrum-cli --project '%1' runs table --runs %2 --rows %3 --columns %4")
                          .arg(m_session->folder(), ids.join(u','), names(m_spec.rows), names(m_spec.columns));
    for (const auto& [axis, key] : m_spec.only)
        if (axis != PivotAxis::Split && axis != PivotAxis::Run)
            command += QStringLiteral(" --%1 '%2'").arg(QString::fromLatin1(icl::pivotAxisName(axis)), QString::fromStdString(key));
    if (m_spec.spread == icl::PivotSpread::Queries)
        command += QStringLiteral(" --spread queries");
    if (!m_spec.averages)
        command += QStringLiteral(" --no-averages");
    return m_published ? command + QStringLiteral(" --published") : command;
}

void PivotView::saveTo(const QString& file)
{
    const QString suffix = file.section(u'.', -1).toLower();
    const QString format = suffix == u"tex" ? QStringLiteral("latex")
        : suffix == u"md"                   ? QStringLiteral("markdown")
        : suffix == u"csv"                  ? QStringLiteral("csv")
                                            : QStringLiteral("text");
    m_session->worker().run(
        this,
        [path = bridge::toPath(file), text = textAs(format).toStdString()](std::stop_token) { return writeFileAtomic(path, text); },
        [this, file](const Result<void>& written) {
            if (written)
                Q_EMIT saved(file);
            else
                m_bar->showMessage(InlineBar::Kind::Error, bridge::errorParagraph(written.error()));
        });
}

void PivotView::openCell(const QModelIndex& index)
{
    const icl::PivotCell* cell = m_model->cell(index);
    if (!cell)
        return;
    const icl::PivotValue& value = m_values[cell->values.front()];
    const auto task = data::taskFromName(value.task);
    if (value.isPublished() || value.perQuery.empty() || !task) {
        m_bar->showMessage(InlineBar::Kind::Note,
            value.isPublished() ? tr("A published number: %1").arg(QString::fromStdString(value.source))
                                : tr("%1 has no scores of single queries.").arg(QString::fromStdString(value.source)));
        return;
    }
    std::set<std::string> shots;
    for (const std::size_t i : cell->values)
        shots.insert(m_values[i].shots);
    const std::string number = shots.size() == 1 ? *shots.begin() : std::string();
    store::SortKey sort;
    sort.column = store::SortColumn::Score;
    sort.score = {"#" + std::to_string(value.run), value.strategy, number.empty() ? 0 : std::stoi(number)};
    QString of = QStringLiteral("#%1,%2").arg(value.run).arg(QString::fromStdString(value.strategy));
    if (!number.empty() && number != "0")
        of += u',' + QString::fromStdString(number);
    Q_EMIT queriesWanted(*task, QStringLiteral("score(%1):>=0").arg(of), sort);
}

QString PivotView::specText() const
{
    const auto names = [](const std::vector<PivotAxis>& axes) {
        QJsonArray list;
        for (const PivotAxis axis : axes)
            list.append(QString::fromLatin1(icl::pivotAxisName(axis)));
        return list;
    };
    QJsonObject only;
    for (const auto& [axis, key] : m_spec.only)
        only[QString::fromLatin1(icl::pivotAxisName(axis))] = QString::fromStdString(key);
    const QJsonObject document {{QStringLiteral("rows"), names(m_spec.rows)}, {QStringLiteral("columns"), names(m_spec.columns)},
        {QStringLiteral("only"), only}, {QStringLiteral("queries"), m_spec.spread == icl::PivotSpread::Queries},
        {QStringLiteral("averages"), m_spec.averages}, {QStringLiteral("published"), m_published}};
    return QString::fromUtf8(QJsonDocument(document).toJson(QJsonDocument::Compact));
}

void PivotView::setSpecText(const QString& text)
{
    const QJsonObject document = QJsonDocument::fromJson(text.toUtf8()).object();
    icl::PivotSpec spec;
    std::set<PivotAxis> seen;
    const auto axes = [&](const QString& key) {
        std::vector<PivotAxis> list;
        for (const QJsonValue& one : document[key].toArray())
            if (const auto axis = icl::pivotAxisFromName(one.toString().toStdString()); axis && list.size() < 2
                && seen.insert(*axis).second)
                list.push_back(*axis);
        return list;
    };
    const auto rows = axes(QStringLiteral("rows")), columns = axes(QStringLiteral("columns"));
    if (rows.empty() || columns.empty())
        return;
    spec.rows = rows;
    spec.columns = columns;
    spec.spread = document[QStringLiteral("queries")].toBool() ? icl::PivotSpread::Queries : icl::PivotSpread::Seeds;
    spec.averages = document[QStringLiteral("averages")].toBool(true);
    const QJsonObject only = document[QStringLiteral("only")].toObject();
    for (auto it = only.begin(); it != only.end(); ++it)
        if (const auto axis = icl::pivotAxisFromName(it.key().toStdString()))
            spec.only[*axis] = it.value().toString().toStdString();
    setSpec(spec);
    setPublishedShown(document[QStringLiteral("published")].toBool());
}

} // namespace fulcrum::views
