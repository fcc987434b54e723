<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>ErrorTexts</name>
    <message>
        <source>This is not a valid request</source>
        <translation>请求无效</translation>
    </message>
    <message>
        <source>Something is missing</source>
        <translation>缺少内容</translation>
    </message>
    <message>
        <source>The data cannot be read</source>
        <translation>无法读取数据</translation>
    </message>
    <message>
        <source>The system refused to read or write</source>
        <translation>系统拒绝读写</translation>
    </message>
    <message>
        <source>This kind is not supported</source>
        <translation>不支持此类型</translation>
    </message>
    <message>
        <source>A value is out of range</source>
        <translation>数值超出范围</translation>
    </message>
    <message>
        <source>The device is not available</source>
        <translation>设备不可用</translation>
    </message>
    <message>
        <source>The model is not available</source>
        <translation>模型不可用</translation>
    </message>
    <message>
        <source>Not enough memory</source>
        <translation>内存不足</translation>
    </message>
    <message>
        <source>Another program holds this project</source>
        <translation>另一程序正在使用此项目</translation>
    </message>
    <message>
        <source>Written by a newer Fulcrum</source>
        <translation>由更新版本的 Fulcrum 写入</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>A number is not finite</source>
        <translation>数值不是有限数</translation>
    </message>
    <message>
        <source>A mistake in Fulcrum</source>
        <translation>Fulcrum 内部错误</translation>
    </message>
    <message>
        <source>It did not work</source>
        <translation>操作失败</translation>
    </message>
</context>
<context>
    <name>FilterTexts</name>
    <message>
        <source>Words</source>
        <translation>词语</translation>
    </message>
    <message>
        <source>Regular expression</source>
        <translation>正则表达式</translation>
    </message>
    <message>
        <source>Caption</source>
        <translation>描述</translation>
    </message>
    <message>
        <source>Question</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>答案</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Answer type</source>
        <translation>答案类型</translation>
    </message>
    <message>
        <source>Question type</source>
        <translation>问题类型</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>数据划分</translation>
    </message>
    <message>
        <source>Tag</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Id</source>
        <translation>编号</translation>
    </message>
    <message>
        <source>Image id</source>
        <translation>图像编号</translation>
    </message>
    <message>
        <source>Number of words</source>
        <translation>词数</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>宽度</translation>
    </message>
    <message>
        <source>Height</source>
        <translation>高度</translation>
    </message>
    <message>
        <source>Number of captions</source>
        <translation>描述数量</translation>
    </message>
    <message>
        <source>Number of different answers</source>
        <translation>不同答案的数量</translation>
    </message>
    <message>
        <source>Agreement of the answers</source>
        <translation>答案一致度</translation>
    </message>
    <message>
        <source>Used as ICD</source>
        <translation>用作 ICD</translation>
    </message>
    <message>
        <source>Score of a run</source>
        <translation>运行的得分</translation>
    </message>
    <message>
        <source>Similar to</source>
        <translation>相似于</translation>
    </message>
    <message>
        <source>Starred</source>
        <translation>已加星标</translation>
    </message>
    <message>
        <source>Without a tag</source>
        <translation>无标签</translation>
    </message>
    <message>
        <source>Image file</source>
        <translation>图像文件</translation>
    </message>
    <message>
        <source>All of these words stand in caption, question or answers; &quot;a phrase&quot;, -without, begin*</source>
        <translation>描述、问题或答案中包含所有这些词；&quot;短语&quot;、-排除、词首*</translation>
    </message>
    <message>
        <source>A regular expression finds something in one of the texts</source>
        <translation>正则表达式在任一文本中有匹配</translation>
    </message>
    <message>
        <source>One of the captions is this, or a regular expression finds something in it</source>
        <translation>某条描述等于此文本，或正则表达式在其中有匹配</translation>
    </message>
    <message>
        <source>The question is this, or a regular expression finds something in it</source>
        <translation>问题等于此文本，或正则表达式在其中有匹配</translation>
    </message>
    <message>
        <source>The shown answer is this, or a regular expression finds something in it</source>
        <translation>所示答案等于此文本，或正则表达式在其中有匹配</translation>
    </message>
    <message>
        <source>The name of the image file</source>
        <translation>图像文件的名称</translation>
    </message>
    <message>
        <source>yes/no, number or other</source>
        <translation>yes/no、number 或 other</translation>
    </message>
    <message>
        <source>How the question begins, as VQAv2 sorts it</source>
        <translation>问题的开头，按 VQAv2 的分类</translation>
    </message>
    <message>
        <source>train or val</source>
        <translation>train 或 val</translation>
    </message>
    <message>
        <source>Samples that carry this tag</source>
        <translation>带有此标签的样本</translation>
    </message>
    <message>
        <source>Published ids: of images (captions) or questions (VQA)</source>
        <translation>公开编号：图像（描述）或问题（VQA）的编号</translation>
    </message>
    <message>
        <source>Published ids of images</source>
        <translation>图像的公开编号</translation>
    </message>
    <message>
        <source>Words of the question, or of the first caption</source>
        <translation>问题或第一条描述的词数</translation>
    </message>
    <message>
        <source>Width of the image in pixels</source>
        <translation>图像宽度（像素）</translation>
    </message>
    <message>
        <source>Height of the image in pixels</source>
        <translation>图像高度（像素）</translation>
    </message>
    <message>
        <source>How many captions the image has</source>
        <translation>图像有多少条描述</translation>
    </message>
    <message>
        <source>How many different answers people gave</source>
        <translation>人们给出了多少种不同答案</translation>
    </message>
    <message>
        <source>Share of the people who gave the shown answer, 0 to 1</source>
        <translation>给出所示答案的人所占比例，0 到 1</translation>
    </message>
    <message>
        <source>How often stored predictions used it as a demonstration</source>
        <translation>已存预测将其用作示例的次数</translation>
    </message>
    <message>
        <source>Score of the query in a stored evaluation</source>
        <translation>查询在已存评估中的得分</translation>
    </message>
    <message>
        <source>Sorted by how much the images are like a text, or like another sample: #391895</source>
        <translation>按图像与文本或另一样本（#391895）的相似度排序</translation>
    </message>
    <message>
        <source>Samples with a star</source>
        <translation>带星标的样本</translation>
    </message>
    <message>
        <source>Samples without any tag</source>
        <translation>没有任何标签的样本</translation>
    </message>
    <message>
        <source>Samples whose image file is not there</source>
        <translation>图像文件不存在的样本</translation>
    </message>
    <message>
        <source>not %1</source>
        <translation>非 %1</translation>
    </message>
    <message>
        <source>%1, switched off</source>
        <translation>%1，已停用</translation>
    </message>
</context>
<context>
    <name>Format</name>
    <message>
        <source>%1 s</source>
        <translation>%1 秒</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 分钟</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1 小时 %2 分钟</translation>
    </message>
    <message>
        <source>today %1</source>
        <translation>今天 %1</translation>
    </message>
</context>
<context>
    <name>ImportProgress</name>
    <message>
        <source>Storing %1 of %2 samples</source>
        <translation>正在存储样本：%1 / %2</translation>
    </message>
    <message>
        <source>Reading the files</source>
        <translation>正在读取文件</translation>
    </message>
    <message>
        <source>%1 a second</source>
        <translation>每秒 %1</translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation>剩余 %1</translation>
    </message>
</context>
<context>
    <name>JobSummary</name>
    <message>
        <source>%1 anchors, one unit each</source>
        <translation>%1 个锚点，每个为一个单元</translation>
    </message>
    <message>
        <source>at most %1 sequences to score for each: %2 candidates, beam %3, %4 shots</source>
        <translation>每个锚点最多评分 %1 条序列：%2 个候选，束宽 %3，%4 个示例</translation>
    </message>
    <message>
        <source>%1 sequences in all; shared prefixes are run once</source>
        <translation>共 %1 条序列；共享前缀只运行一次</translation>
    </message>
    <message>
        <source>at most %1 cells: %2 strategies × %3 shots × %4 seeds; only strategies that draw use every seed</source>
        <translation>最多 %1 个单元：%2 个策略 × %3 个示例数 × %4 个种子；只有随机策略使用全部种子</translation>
    </message>
    <message>
        <source>at most %1 generations: %2 queries in each cell</source>
        <translation>最多 %1 次生成：每个单元 %2 个查询</translation>
    </message>
    <message>
        <source>%1 epochs, one unit each; every epoch leaves a checkpoint</source>
        <translation>%1 个轮次，每轮为一个单元；每轮都会保存检查点</translation>
    </message>
    <message>
        <source>every image and text of both splits once; a unit is a block of samples</source>
        <translation>两个划分的每张图像和每条文本各一次；一个单元为一块样本</translation>
    </message>
</context>
<context>
    <name>Lane</name>
    <message>
        <source>%1, seed %2</source>
        <translation>%1，种子 %2</translation>
    </message>
    <message>
        <source>sample %1 is not in this data set</source>
        <translation>样本 %1 不在此数据集中</translation>
    </message>
    <message>
        <source>Not shown for captioning: it would use the query&apos;s true caption.</source>
        <translation>图像描述任务不显示：它会用到查询的真实描述。</translation>
    </message>
    <message>
        <source>The embeddings of this data set have not been built yet.</source>
        <translation>尚未构建此数据集的嵌入。</translation>
    </message>
    <message>
        <source>drawn now from the train split, seed %1</source>
        <translation>刚从训练集中抽取，种子 %1</translation>
    </message>
    <message>
        <source>retrieved now from the train split</source>
        <translation>刚从训练集中检索</translation>
    </message>
    <message>
        <source>No Lever-LM has been trained for this task yet.</source>
        <translation>尚未为此任务训练 Lever-LM。</translation>
    </message>
    <message>
        <source>accuracy in %</source>
        <translation>准确率（%）</translation>
    </message>
    <message>
        <source>CIDEr × 100</source>
        <translation>CIDEr × 100</translation>
    </message>
    <message>
        <source>The engine module is not installed, so no model can be asked. Build Fulcrum with LibTorch.</source>
        <translation>未安装引擎模块，无法询问模型。请在有 LibTorch 的环境中构建 Fulcrum。</translation>
    </message>
    <message>
        <source>The project names no vision-language model. Name one with fulcrum-cli project set --lvlm.</source>
        <translation>项目没有指定视觉语言模型。请用 fulcrum-cli project set --lvlm 指定。</translation>
    </message>
    <message>
        <source>STTR (oracle)</source>
        <translation>STTR（神谕）</translation>
    </message>
    <message>
        <source>written now by %1, checkpoint %2</source>
        <translation>由 %1 刚刚写出，检查点 %2</translation>
    </message>
    <message>
        <source>A Lever-LM is trained, but the engine module that runs it is not installed. Build Fulcrum with LibTorch.</source>
        <translation>已训练 Lever-LM，但未安装运行它的引擎模块。请在有 LibTorch 的环境中构建 Fulcrum。</translation>
    </message>
    <message>
        <source>Lever-LM is writing…</source>
        <translation>Lever-LM 正在写出序列…</translation>
    </message>
    <message numerus="yes">
        <source>saved set of %n demonstrations</source>
        <translation>
            <numerusform>已保存的集合，含 %n 个示例</numerusform>
        </translation>
    </message>
    <message>
        <source>It was saved for another data set: there is no sample %1.</source>
        <translation>它是为另一个数据集保存的：没有样本 %1。</translation>
    </message>
    <message>
        <source>made now from %1</source>
        <translation>刚由 %1 得出</translation>
    </message>
    <message>
        <source>what-if</source>
        <translation>假设</translation>
    </message>
</context>
<context>
    <name>Main</name>
    <message>
        <source>Workbench for in-context learning with vision-language models</source>
        <translation>视觉语言模型上下文学习工作台</translation>
    </message>
    <message>
        <source>A project folder NAME.fulcrum.</source>
        <translation>项目文件夹 NAME.fulcrum。</translation>
    </message>
    <message>
        <source>Page to show: welcome, data, sequences, charts.</source>
        <translation>要显示的页面：welcome、data、sequences、charts。</translation>
    </message>
    <message>
        <source>Task to show: caption, vqa.</source>
        <translation>要显示的任务：caption、vqa。</translation>
    </message>
    <message>
        <source>Published id of the query to show.</source>
        <translation>要显示的查询的公开编号。</translation>
    </message>
    <message>
        <source>Number of demonstrations to show, 0 to 8.</source>
        <translation>要显示的示例数，0 到 8。</translation>
    </message>
    <message>
        <source>Theme: system, light, dark.</source>
        <translation>主题：system、light、dark。</translation>
    </message>
    <message>
        <source>Open the demo project; it is made when it is not there.</source>
        <translation>打开演示项目；不存在时会创建。</translation>
    </message>
    <message>
        <source>Do not restore the last session and do not save this one.</source>
        <translation>不恢复上次会话，也不保存本次会话。</translation>
    </message>
    <message>
        <source>Open the project without taking its lock.</source>
        <translation>打开项目但不加锁。</translation>
    </message>
    <message>
        <source>Chart to show: metric, training, table.</source>
        <translation>要显示的图表：metric、training、table。</translation>
    </message>
    <message>
        <source>Draw the page into a PNG file without a display and exit.</source>
        <translation>无需显示器，将页面绘制到 PNG 文件并退出。</translation>
    </message>
    <message>
        <source>Size of the window for --screenshot.</source>
        <translation>--screenshot 的窗口大小。</translation>
    </message>
    <message>
        <source>--size must look like 1440x900</source>
        <translation>--size 的形式应为 1440x900</translation>
    </message>
    <message>
        <source>Only one project can be opened in a window.</source>
        <translation>一个窗口只能打开一个项目。</translation>
    </message>
    <message>
        <source>--%1: &apos;%2&apos; is not known (known are %3)</source>
        <translation>--%1：未知的值“%2”（可用：%3）</translation>
    </message>
    <message>
        <source>--query must be an image or question id, a whole number</source>
        <translation>--query 必须是图像或问题的编号（整数）</translation>
    </message>
    <message>
        <source>Split to show: train, val.</source>
        <translation>要显示的数据划分：train、val。</translation>
    </message>
    <message>
        <source>Filter of the Data page, as in the search box.</source>
        <translation>数据页的筛选条件，写法同搜索框。</translation>
    </message>
    <message>
        <source>Form of the Data page: grid, table, both.</source>
        <translation>数据页的形式：grid、table、both。</translation>
    </message>
    <message>
        <source>Scroll the grid of the Data page from end to end, write the frame times and exit.</source>
        <translation>将数据页的网格从头滚动到尾，写出帧时间后退出。</translation>
    </message>
</context>
<context>
    <name>Menus</name>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>编辑(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Sequence</source>
        <translation>序列(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Jobs</source>
        <translation>任务(&amp;J)</translation>
    </message>
    <message>
        <source>&amp;Charts</source>
        <translation>图表(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;Data</source>
        <translation>数据(&amp;D)</translation>
    </message>
</context>
<context>
    <name>Published</name>
    <message>
        <source>Published: %1 (%2); other data and models than this project&apos;s</source>
        <translation>已发表：%1（%2）；数据与模型不同于本项目</translation>
    </message>
</context>
<context>
    <name>PublishedTexts</name>
    <message>
        <source>%1, %2 (published)</source>
        <translation>%1，%2（已发表）</translation>
    </message>
</context>
<context>
    <name>Results</name>
    <message>
        <source>Captions</source>
        <translation>图像描述</translation>
    </message>
    <message>
        <source>Visual question answering</source>
        <translation>视觉问答</translation>
    </message>
    <message>
        <source>shots</source>
        <translation>示例数</translation>
    </message>
    <message>
        <source>CIDEr × 100</source>
        <translation>CIDEr × 100</translation>
    </message>
    <message>
        <source>accuracy in %</source>
        <translation>准确率（%）</translation>
    </message>
    <message>
        <source>VQA</source>
        <translation>视觉问答</translation>
    </message>
    <message numerus="yes">
        <source>%1: run %2, %3 queries, %n seeds</source>
        <translation>
            <numerusform>%1：运行 %2，%3 个查询，%n 个种子</numerusform>
        </translation>
    </message>
    <message>
        <source>bands: 95 % bootstrap over seeds and queries</source>
        <translation>阴影：对种子与查询自助抽样的 95 % 区间</translation>
    </message>
</context>
<context>
    <name>SortTexts</name>
    <message>
        <source>Order of the data set</source>
        <translation>数据集顺序</translation>
    </message>
    <message>
        <source>Id</source>
        <translation>编号</translation>
    </message>
    <message>
        <source>Image id</source>
        <translation>图像编号</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>答案</translation>
    </message>
    <message>
        <source>Answer type</source>
        <translation>答案类型</translation>
    </message>
    <message>
        <source>Question type</source>
        <translation>问题类型</translation>
    </message>
    <message>
        <source>Words</source>
        <translation>词语</translation>
    </message>
    <message>
        <source>Pixels</source>
        <translation>像素</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Times used as ICD</source>
        <translation>用作 ICD 的次数</translation>
    </message>
    <message>
        <source>Score of %1</source>
        <translation>%1 的得分</translation>
    </message>
    <message>
        <source>Relevance</source>
        <translation>相关度</translation>
    </message>
    <message>
        <source>%1, descending</source>
        <translation>%1，降序</translation>
    </message>
</context>
<context>
    <name>SystemInfo</name>
    <message numerus="yes">
        <source>%n processor cores, %1 of memory</source>
        <translation>
            <numerusform>%n 个处理器核心，%1 内存</numerusform>
        </translation>
    </message>
    <message>
        <source>An NVIDIA device is there; used when the engine was built with CUDA</source>
        <translation>有 NVIDIA 设备；引擎支持 CUDA 时使用</translation>
    </message>
    <message>
        <source>No CUDA device: there is no NVIDIA driver</source>
        <translation>没有 CUDA 设备：没有 NVIDIA 驱动</translation>
    </message>
    <message>
        <source>Engine found; LibTorch is loaded when first needed</source>
        <translation>已找到引擎；首次需要时加载 LibTorch</translation>
    </message>
    <message>
        <source>The engine module is not installed</source>
        <translation>未安装引擎模块</translation>
    </message>
    <message>
        <source>needs the engine module</source>
        <translation>需要引擎模块</translation>
    </message>
    <message>
        <source>Browse and search</source>
        <translation>浏览与搜索</translation>
    </message>
    <message>
        <source>Retrieval from stored embeddings</source>
        <translation>基于已存嵌入的检索</translation>
    </message>
    <message>
        <source>Lever-LM training</source>
        <translation>训练 Lever-LM</translation>
    </message>
    <message>
        <source>Scoring with the tiny models</source>
        <translation>用小模型评分</translation>
    </message>
    <message>
        <source>Scoring with a 9B model</source>
        <translation>用 9B 模型评分</translation>
    </message>
    <message>
        <source>slow without a CUDA device</source>
        <translation>没有 CUDA 设备时较慢</translation>
    </message>
</context>
<context>
    <name>fulcrum::bridge::EngineService</name>
    <message>
        <source>Loading %1…</source>
        <translation>正在加载 %1…</translation>
    </message>
    <message>
        <source>Reading the references…</source>
        <translation>正在读取参考答案…</translation>
    </message>
    <message>
        <source>Asking %1…</source>
        <translation>正在询问 %1…</translation>
    </message>
    <message>
        <source>Loading the Lever-LM of run %1…</source>
        <translation>正在加载运行 %1 的 Lever-LM…</translation>
    </message>
    <message>
        <source>Lever-LM writes a sequence…</source>
        <translation>Lever-LM 正在写出序列…</translation>
    </message>
</context>
<context>
    <name>fulcrum::bridge::JobMonitor</name>
    <message>
        <source>The project is open for reading only.</source>
        <translation>项目以只读方式打开。</translation>
    </message>
</context>
<context>
    <name>fulcrum::bridge::LaneBoard</name>
    <message>
        <source>What-if</source>
        <translation>假设</translation>
    </message>
    <message>
        <source>edited from %1</source>
        <translation>由 %1 编辑而来</translation>
    </message>
    <message>
        <source>Move a demonstration</source>
        <translation>移动示例</translation>
    </message>
    <message>
        <source>Remove a demonstration</source>
        <translation>移除示例</translation>
    </message>
    <message numerus="yes">
        <source>Insert %n demonstrations</source>
        <translation>
            <numerusform>插入 %n 个示例</numerusform>
        </translation>
    </message>
    <message>
        <source>Edit a demonstration</source>
        <translation>编辑示例</translation>
    </message>
    <message>
        <source>Duplicate a lane</source>
        <translation>复制策略行</translation>
    </message>
    <message>
        <source>Chosen by hand: there were no alternatives.</source>
        <translation>由人手选定：没有备选。</translation>
    </message>
    <message>
        <source>This strategy does not compare candidates step by step.</source>
        <translation>此策略不逐步比较候选。</translation>
    </message>
    <message>
        <source>The training that wrote this sequence is not in the project.</source>
        <translation>写出此序列的训练不在项目中。</translation>
    </message>
    <message>
        <source>The engine module that runs Lever-LM is not installed.</source>
        <translation>未安装运行 Lever-LM 的引擎模块。</translation>
    </message>
    <message>
        <source>written without sample %1</source>
        <translation>不用样本 %1 写出</translation>
    </message>
    <message>
        <source>Exclude a demonstration</source>
        <translation>排除示例</translation>
    </message>
    <message>
        <source>from %1</source>
        <translation>来自 %1</translation>
    </message>
</context>
<context>
    <name>fulcrum::bridge::ProjectSession</name>
    <message>
        <source>%1 (synthetic)</source>
        <translation>%1（合成）</translation>
    </message>
</context>
<context>
    <name>fulcrum::bridge::ThumbnailProvider</name>
    <message>
        <source>The file is not there: %1</source>
        <translation>文件不存在：%1</translation>
    </message>
    <message>
        <source>The file is empty: %1</source>
        <translation>文件为空：%1</translation>
    </message>
</context>
<context>
    <name>fulcrum::bridge::WhatIfs</name>
    <message>
        <source>Discard a what-if</source>
        <translation>丢弃假设</translation>
    </message>
</context>
<context>
    <name>fulcrum::bridge::WorkspaceEdits</name>
    <message numerus="yes">
        <source>Star %n samples</source>
        <translation>
            <numerusform>为 %n 个样本加星标</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Unstar %n samples</source>
        <translation>
            <numerusform>取消 %n 个样本的星标</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Tag %n samples “%1”</source>
        <translation>
            <numerusform>为 %n 个样本添加标签“%1”</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Untag %n samples “%1”</source>
        <translation>
            <numerusform>移除 %n 个样本的标签“%1”</numerusform>
        </translation>
    </message>
    <message>
        <source>Open a project first.</source>
        <translation>请先打开项目。</translation>
    </message>
    <message>
        <source>The project is open for reading only.</source>
        <translation>项目以只读方式打开。</translation>
    </message>
    <message>
        <source>Save view “%1”</source>
        <translation>保存视图“%1”</translation>
    </message>
    <message>
        <source>Rename view “%1”</source>
        <translation>重命名视图“%1”</translation>
    </message>
    <message>
        <source>Delete view “%1”</source>
        <translation>删除视图“%1”</translation>
    </message>
</context>
<context>
    <name>fulcrum::charts::CurveChart</name>
    <message>
        <source>Training curves</source>
        <translation>训练曲线</translation>
    </message>
    <message>
        <source>Epoch</source>
        <translation>轮次</translation>
    </message>
</context>
<context>
    <name>fulcrum::charts::MetricChart</name>
    <message>
        <source>Metric over shots</source>
        <translation>指标随示例数的变化</translation>
    </message>
    <message>
        <source> [%1, %2]</source>
        <translation> [%1, %2]</translation>
    </message>
    <message numerus="yes">
        <source>%n shots</source>
        <translation>
            <numerusform>%n 个示例</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fulcrum::delegates::JobDelegate</name>
    <message>
        <source>Pause at the end of this unit</source>
        <translation>在本单元结束时暂停</translation>
    </message>
    <message>
        <source>Go on where it stopped</source>
        <translation>从停止处继续</translation>
    </message>
    <message>
        <source>Stop; what is done is kept and can be resumed</source>
        <translation>停止；已完成的部分会保留，可以继续</translation>
    </message>
</context>
<context>
    <name>fulcrum::delegates::SampleDelegate</name>
    <message>
        <source>Query</source>
        <translation>查询</translation>
    </message>
    <message>
        <source>%1× ICD</source>
        <translation>ICD %1 次</translation>
    </message>
</context>
<context>
    <name>fulcrum::dialogs::CommandPalette</name>
    <message>
        <source>Command palette</source>
        <translation>命令面板</translation>
    </message>
    <message>
        <source>Type a command</source>
        <translation>输入命令</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>命令</translation>
    </message>
</context>
<context>
    <name>fulcrum::dialogs::ExportDialog</name>
    <message>
        <source>NeurIPS text width, 5.5 in</source>
        <translation>NeurIPS 正文宽度，5.5 英寸</translation>
    </message>
    <message>
        <source>Half width, 2.7 in</source>
        <translation>半栏宽度，2.7 英寸</translation>
    </message>
    <message>
        <source>Slide 16:9</source>
        <translation>幻灯片 16:9</translation>
    </message>
    <message>
        <source>Export the chart</source>
        <translation>导出图表</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>预览</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>PDF (vector)</source>
        <translation>PDF（矢量）</translation>
    </message>
    <message>
        <source>SVG (vector)</source>
        <translation>SVG（矢量）</translation>
    </message>
    <message>
        <source>PNG (pixels)</source>
        <translation>PNG（像素）</translation>
    </message>
    <message>
        <source>CSV (data)</source>
        <translation>CSV（数据）</translation>
    </message>
    <message>
        <source>TSV (data)</source>
        <translation>TSV（数据）</translation>
    </message>
    <message>
        <source>JSON (data)</source>
        <translation>JSON（数据）</translation>
    </message>
    <message>
        <source>LaTeX pgfplots</source>
        <translation>LaTeX pgfplots</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>Preset</source>
        <translation>预设</translation>
    </message>
    <message>
        <source> mm</source>
        <translation> 毫米</translation>
    </message>
    <message>
        <source> pt</source>
        <translation> 磅</translation>
    </message>
    <message>
        <source> dpi</source>
        <translation> dpi</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>宽度</translation>
    </message>
    <message>
        <source>Height</source>
        <translation>高度</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文字</translation>
    </message>
    <message>
        <source>Resolution</source>
        <translation>分辨率</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>High contrast</source>
        <translation>高对比度</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>Transparent ground</source>
        <translation>透明背景</translation>
    </message>
    <message>
        <source>The drawing is empty.</source>
        <translation>绘图为空。</translation>
    </message>
</context>
<context>
    <name>fulcrum::dialogs::FieldEditor</name>
    <message>
        <source>Words, separated by commas</source>
        <translation>词语，以逗号分隔</translation>
    </message>
    <message>
        <source>Numbers, separated by commas</source>
        <translation>数字，以逗号分隔</translation>
    </message>
    <message>
        <source>Required</source>
        <translation>必填</translation>
    </message>
</context>
<context>
    <name>fulcrum::dialogs::JobFormDialog</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Show advanced settings</source>
        <translation>显示高级设置</translation>
    </message>
    <message>
        <source>What it will do</source>
        <translation>将要执行的工作</translation>
    </message>
    <message>
        <source>The same on the command line</source>
        <translation>对应的命令行</translation>
    </message>
    <message>
        <source>Command line</source>
        <translation>命令行</translation>
    </message>
    <message>
        <source>Copy the command</source>
        <translation>复制命令</translation>
    </message>
    <message>
        <source>Ready to start</source>
        <translation>可以开始</translation>
    </message>
</context>
<context>
    <name>fulcrum::dialogs::NewProjectDialog</name>
    <message>
        <source>Create</source>
        <translation>创建</translation>
    </message>
    <message>
        <source>New project</source>
        <translation>新建项目</translation>
    </message>
    <message>
        <source>New project from COCO or VQAv2</source>
        <translation>从 COCO 或 VQAv2 新建项目</translation>
    </message>
    <message>
        <source>The files stay where they are. A task needs files for both splits: demonstrations come from train, queries from validation.</source>
        <translation>文件保留在原处。每个任务需要两个划分的文件：示例来自训练集，查询来自验证集。</translation>
    </message>
    <message>
        <source>Project folder (NAME.fulcrum)</source>
        <translation>项目文件夹（NAME.fulcrum）</translation>
    </message>
    <message>
        <source>train</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>validation</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>Images, %1</source>
        <translation>图像，%1</translation>
    </message>
    <message>
        <source>Captions, %1</source>
        <translation>描述，%1</translation>
    </message>
    <message>
        <source>VQA questions, %1</source>
        <translation>VQA 问题，%1</translation>
    </message>
    <message>
        <source>VQA answers, %1</source>
        <translation>VQA 答案，%1</translation>
    </message>
    <message>
        <source>Encoder folder (CLIP)</source>
        <translation>编码器文件夹（CLIP）</translation>
    </message>
    <message>
        <source>Vision-language model folder</source>
        <translation>视觉语言模型文件夹</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Choose: %1</source>
        <translation>选择：%1</translation>
    </message>
    <message>
        <source>JSON (*.json)</source>
        <translation>JSON (*.json)</translation>
    </message>
    <message>
        <source>Choose where the project goes.</source>
        <translation>请选择项目的位置。</translation>
    </message>
    <message>
        <source>Choose the image folders of both splits.</source>
        <translation>请选择两个划分的图像文件夹。</translation>
    </message>
    <message>
        <source>Choose the captions, or questions and answers, of both splits.</source>
        <translation>请选择两个划分的描述，或问题与答案。</translation>
    </message>
</context>
<context>
    <name>fulcrum::dialogs::SamplePicker</name>
    <message>
        <source>Insert</source>
        <translation>插入</translation>
    </message>
    <message>
        <source>Insert demonstrations</source>
        <translation>插入示例</translation>
    </message>
    <message>
        <source>Words, /pattern/, id:42, similar:&quot;a red bus&quot; …</source>
        <translation>词语、/正则/、id:42、similar:&quot;a red bus&quot; …</translation>
    </message>
    <message>
        <source>Search the train split</source>
        <translation>搜索训练集</translation>
    </message>
    <message>
        <source>Samples of the train split</source>
        <translation>训练集的样本</translation>
    </message>
    <message>
        <source>%1 samples</source>
        <translation>%1 个样本</translation>
    </message>
</context>
<context>
    <name>fulcrum::dialogs::ShortcutsDialog</name>
    <message>
        <source>Shortcuts</source>
        <translation>快捷键</translation>
    </message>
</context>
<context>
    <name>fulcrum::models::JobListModel</name>
    <message>
        <source>Queued</source>
        <translation>排队中</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>正在启动</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>运行中</translation>
    </message>
    <message>
        <source>Pausing</source>
        <translation>正在暂停</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>Finishing</source>
        <translation>正在结束</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>Interrupted</source>
        <translation>已中断</translation>
    </message>
    <message>
        <source>Embeddings</source>
        <translation>嵌入</translation>
    </message>
    <message>
        <source>D_M construction</source>
        <translation>构建 D_M</translation>
    </message>
    <message>
        <source>Lever-LM training</source>
        <translation>训练 Lever-LM</translation>
    </message>
    <message>
        <source>Evaluation</source>
        <translation>评估</translation>
    </message>
    <message>
        <source>Stopping after this unit…</source>
        <translation>将在本单元后停止…</translation>
    </message>
    <message>
        <source>%1 · took %2</source>
        <translation>%1 · 用时 %2</translation>
    </message>
    <message>
        <source>Run %1, %2, lane %3</source>
        <translation>运行 %1，%2，队列 %3</translation>
    </message>
    <message>
        <source>%1, %2, %3 of %4 units</source>
        <translation>%1，%2，%3 / %4 单元</translation>
    </message>
    <message>
        <source>%1 / %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation>剩余 %1</translation>
    </message>
    <message>
        <source>estimating the time</source>
        <translation>正在估计时间</translation>
    </message>
    <message>
        <source>%1 units/s</source>
        <translation>每秒 %1 个单元</translation>
    </message>
    <message>
        <source>%1 a unit</source>
        <translation>每单元 %1</translation>
    </message>
</context>
<context>
    <name>fulcrum::models::LogModel</name>
    <message>
        <source>Debug</source>
        <translation>调试</translation>
    </message>
    <message>
        <source>Info</source>
        <translation>信息</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>Run %1</source>
        <translation>运行 %1</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>程序</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>级别</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>消息</translation>
    </message>
</context>
<context>
    <name>fulcrum::models::SampleModel</name>
    <message>
        <source>Sample %1: %2</source>
        <translation>样本 %1：%2</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>Question id</source>
        <translation>问题编号</translation>
    </message>
    <message>
        <source>Image id</source>
        <translation>图像编号</translation>
    </message>
    <message>
        <source>Question</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>Caption</source>
        <translation>描述</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>答案</translation>
    </message>
    <message>
        <source>Question type</source>
        <translation>问题类型</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Pixels</source>
        <translation>像素</translation>
    </message>
    <message>
        <source>Answer: %1</source>
        <translation>答案：%1</translation>
    </message>
    <message>
        <source>Tags: %1</source>
        <translation>标签：%1</translation>
    </message>
    <message>
        <source>Starred</source>
        <translation>已加星标</translation>
    </message>
    <message numerus="yes">
        <source>Used as a demonstration %n times</source>
        <translation>
            <numerusform>用作示例 %n 次</numerusform>
        </translation>
    </message>
    <message>
        <source>The image file is not there: %1</source>
        <translation>图像文件不存在：%1</translation>
    </message>
    <message>
        <source>Row; a click goes back to the order of the data set</source>
        <translation>行号；点击恢复数据集顺序</translation>
    </message>
    <message>
        <source>Answer type</source>
        <translation>答案类型</translation>
    </message>
    <message>
        <source>Words</source>
        <translation>词语</translation>
    </message>
    <message>
        <source>Words of the question, or of the first caption</source>
        <translation>问题或第一条描述的词数</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>As ICD</source>
        <translation>用作 ICD</translation>
    </message>
    <message>
        <source>How often stored predictions used it as a demonstration</source>
        <translation>已存预测将其用作示例的次数</translation>
    </message>
</context>
<context>
    <name>fulcrum::models::SeriesModel</name>
    <message>
        <source>Check to show, double-click to show only this one</source>
        <translation>勾选以显示，双击则只显示此项</translation>
    </message>
</context>
<context>
    <name>fulcrum::models::SummaryModel</name>
    <message numerus="yes">
        <source>%1 queries, %n seeds</source>
        <translation>
            <numerusform>%1 个查询，%n 个种子</numerusform>
        </translation>
    </message>
    <message>
        <source>Captions</source>
        <translation>图像描述</translation>
    </message>
    <message>
        <source>VQA</source>
        <translation>视觉问答</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>任务类型</translation>
    </message>
    <message>
        <source>Strategy</source>
        <translation>策略</translation>
    </message>
    <message numerus="yes">
        <source>%n shots</source>
        <translation>
            <numerusform>%n 个示例</numerusform>
        </translation>
    </message>
    <message>
        <source>Avg 1~2</source>
        <translation>平均 1~2</translation>
    </message>
    <message>
        <source>Avg 3~8</source>
        <translation>平均 3~8</translation>
    </message>
    <message>
        <source>Avg 1~8</source>
        <translation>平均 1~8</translation>
    </message>
</context>
<context>
    <name>fulcrum::shell::MainWindow</name>
    <message>
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>Sequences</source>
        <translation>序列</translation>
    </message>
    <message>
        <source>Charts</source>
        <translation>图表</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Main</source>
        <translation>主工具栏</translation>
    </message>
    <message>
        <source>Captions</source>
        <translation>图像描述</translation>
    </message>
    <message>
        <source>Work on image captioning</source>
        <translation>处理图像描述任务</translation>
    </message>
    <message>
        <source>VQA</source>
        <translation>视觉问答</translation>
    </message>
    <message>
        <source>Work on visual question answering</source>
        <translation>处理视觉问答任务</translation>
    </message>
    <message>
        <source>Inspector</source>
        <translation>检查器</translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>Opening %1…</source>
        <translation>正在打开 %1…</translation>
    </message>
    <message>
        <source>Work on this task</source>
        <translation>处理此任务</translation>
    </message>
    <message>
        <source>The project has no files for this task</source>
        <translation>项目没有此任务的文件</translation>
    </message>
    <message>
        <source>Open for reading only: nothing can be started or changed.</source>
        <translation>以只读方式打开：无法启动或更改任何内容。</translation>
    </message>
    <message>
        <source>Fulcrum</source>
        <translation>Fulcrum</translation>
    </message>
    <message>
        <source>%1 – Fulcrum</source>
        <translation>%1 – Fulcrum</translation>
    </message>
    <message>
        <source>%1% – %2</source>
        <translation>%1% – %2</translation>
    </message>
    <message>
        <source>No job is running</source>
        <translation>没有运行中的任务</translation>
    </message>
    <message numerus="yes">
        <source>%n jobs, %1%</source>
        <translation>
            <numerusform>%n 个任务，%1%</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n jobs</source>
        <translation>
            <numerusform>%n 个任务</numerusform>
        </translation>
    </message>
    <message>
        <source>Open a project first.</source>
        <translation>请先打开项目。</translation>
    </message>
    <message>
        <source>The project is open for reading only.</source>
        <translation>项目以只读方式打开。</translation>
    </message>
    <message>
        <source>This build has no such job.</source>
        <translation>此构建不含该任务。</translation>
    </message>
    <message>
        <source>There is no earlier query.</source>
        <translation>没有更早的查询。</translation>
    </message>
    <message>
        <source>There is no later query.</source>
        <translation>没有更晚的查询。</translation>
    </message>
    <message>
        <source>Restored after an unexpected end.</source>
        <translation>已从意外结束中恢复。</translation>
    </message>
    <message>
        <source>Jobs are running</source>
        <translation>任务正在运行</translation>
    </message>
    <message>
        <source>Pause them at the end of their unit and quit? They can be resumed at the next start.</source>
        <translation>在单元结束时暂停并退出？下次启动时可以继续。</translation>
    </message>
    <message>
        <source>Pause and quit</source>
        <translation>暂停并退出</translation>
    </message>
    <message>
        <source>&amp;New project…</source>
        <translation>新建项目(&amp;N)…</translation>
    </message>
    <message>
        <source>Make a project from COCO or VQAv2 files</source>
        <translation>用 COCO 或 VQAv2 文件新建项目</translation>
    </message>
    <message>
        <source>&amp;Open project…</source>
        <translation>打开项目(&amp;O)…</translation>
    </message>
    <message>
        <source>Open a project folder</source>
        <translation>打开项目文件夹</translation>
    </message>
    <message>
        <source>Open &amp;demo project</source>
        <translation>打开演示项目(&amp;D)</translation>
    </message>
    <message>
        <source>Open Tiny World; it is made when it is not there</source>
        <translation>打开 Tiny World；不存在时会创建</translation>
    </message>
    <message>
        <source>&amp;Reload</source>
        <translation>重新载入(&amp;R)</translation>
    </message>
    <message>
        <source>Read the project again</source>
        <translation>重新读取项目</translation>
    </message>
    <message>
        <source>&amp;Close project</source>
        <translation>关闭项目(&amp;C)</translation>
    </message>
    <message>
        <source>Close the project; jobs pause at the end of their unit</source>
        <translation>关闭项目；任务在单元结束时暂停</translation>
    </message>
    <message>
        <source>&amp;Export…</source>
        <translation>导出(&amp;E)…</translation>
    </message>
    <message>
        <source>Write the chart as PDF, SVG, PNG, CSV or pgfplots</source>
        <translation>将图表写为 PDF、SVG、PNG、CSV 或 pgfplots</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>End the program</source>
        <translation>结束程序</translation>
    </message>
    <message>
        <source>&amp;Find</source>
        <translation>查找(&amp;F)</translation>
    </message>
    <message>
        <source>Go to the search box</source>
        <translation>转到搜索框</translation>
    </message>
    <message>
        <source>&amp;Data</source>
        <translation>数据(&amp;D)</translation>
    </message>
    <message>
        <source>Browse and search images, captions and questions</source>
        <translation>浏览和搜索图像、描述与问题</translation>
    </message>
    <message>
        <source>&amp;Sequences</source>
        <translation>序列(&amp;S)</translation>
    </message>
    <message>
        <source>What each strategy chooses for the current query</source>
        <translation>各策略为当前查询选择的示例</translation>
    </message>
    <message>
        <source>&amp;Charts</source>
        <translation>图表(&amp;C)</translation>
    </message>
    <message>
        <source>Metric over shots, training curves, results table</source>
        <translation>指标曲线、训练曲线与结果表</translation>
    </message>
    <message>
        <source>S&amp;tart page</source>
        <translation>起始页(&amp;T)</translation>
    </message>
    <message>
        <source>Projects, and what this computer can do</source>
        <translation>项目，以及这台计算机的能力</translation>
    </message>
    <message>
        <source>&amp;Inspector</source>
        <translation>检查器(&amp;I)</translation>
    </message>
    <message>
        <source>Show or hide everything about the selected sample</source>
        <translation>显示或隐藏所选样本的全部信息</translation>
    </message>
    <message>
        <source>&amp;Jobs</source>
        <translation>任务(&amp;J)</translation>
    </message>
    <message>
        <source>Show or hide the queue and history of jobs</source>
        <translation>显示或隐藏任务队列与历史</translation>
    </message>
    <message>
        <source>&amp;Log</source>
        <translation>日志(&amp;L)</translation>
    </message>
    <message>
        <source>Show or hide the log</source>
        <translation>显示或隐藏日志</translation>
    </message>
    <message>
        <source>Theme of the &amp;system</source>
        <translation>跟随系统主题(&amp;S)</translation>
    </message>
    <message>
        <source>Light or dark as the desktop is</source>
        <translation>与桌面一致的浅色或深色</translation>
    </message>
    <message>
        <source>&amp;Light theme</source>
        <translation>浅色主题(&amp;L)</translation>
    </message>
    <message>
        <source>Always light</source>
        <translation>始终浅色</translation>
    </message>
    <message>
        <source>Da&amp;rk theme</source>
        <translation>深色主题(&amp;R)</translation>
    </message>
    <message>
        <source>Always dark</source>
        <translation>始终深色</translation>
    </message>
    <message>
        <source>Switch between light and dark</source>
        <translation>切换浅色与深色</translation>
    </message>
    <message>
        <source>&amp;Full screen</source>
        <translation>全屏(&amp;F)</translation>
    </message>
    <message>
        <source>Use the whole screen</source>
        <translation>使用整个屏幕</translation>
    </message>
    <message>
        <source>&amp;Reset layout</source>
        <translation>重置布局(&amp;R)</translation>
    </message>
    <message>
        <source>Put the docks back to where they were at first</source>
        <translation>将停靠窗口放回初始位置</translation>
    </message>
    <message>
        <source>&amp;Back</source>
        <translation>后退(&amp;B)</translation>
    </message>
    <message>
        <source>The query looked at before</source>
        <translation>之前查看的查询</translation>
    </message>
    <message>
        <source>&amp;Forward</source>
        <translation>前进(&amp;F)</translation>
    </message>
    <message>
        <source>The query looked at after</source>
        <translation>之后查看的查询</translation>
    </message>
    <message>
        <source>Build &amp;embeddings…</source>
        <translation>构建嵌入(&amp;E)…</translation>
    </message>
    <message>
        <source>Encode images and texts once, for retrieval and Lever-LM</source>
        <translation>对图像和文本编码一次，供检索和 Lever-LM 使用</translation>
    </message>
    <message>
        <source>Build &amp;D_M…</source>
        <translation>构建 D_M(&amp;D)…</translation>
    </message>
    <message>
        <source>Search the demonstration sequences that help a vision-language model most</source>
        <translation>搜索对视觉语言模型帮助最大的示例序列</translation>
    </message>
    <message>
        <source>&amp;Train Lever-LM…</source>
        <translation>训练 Lever-LM(&amp;T)…</translation>
    </message>
    <message>
        <source>Train the small model that writes demonstration sequences</source>
        <translation>训练生成示例序列的小模型</translation>
    </message>
    <message>
        <source>E&amp;valuate…</source>
        <translation>评估(&amp;V)…</translation>
    </message>
    <message>
        <source>Compare strategies over shots and seeds</source>
        <translation>在不同示例数和种子下比较策略</translation>
    </message>
    <message>
        <source>&amp;Pause all</source>
        <translation>全部暂停(&amp;P)</translation>
    </message>
    <message>
        <source>Pause every running job at the end of its unit</source>
        <translation>在单元结束时暂停所有运行中的任务</translation>
    </message>
    <message>
        <source>&amp;Resume interrupted</source>
        <translation>继续中断的任务(&amp;R)</translation>
    </message>
    <message>
        <source>Let paused and interrupted jobs go on</source>
        <translation>让暂停和中断的任务继续</translation>
    </message>
    <message>
        <source>Command &amp;palette</source>
        <translation>命令面板(&amp;P)</translation>
    </message>
    <message>
        <source>Find and run any command</source>
        <translation>查找并运行任意命令</translation>
    </message>
    <message>
        <source>&amp;Shortcuts</source>
        <translation>快捷键(&amp;S)</translation>
    </message>
    <message>
        <source>All keys on one page</source>
        <translation>一页列出全部按键</translation>
    </message>
    <message>
        <source>&amp;About Fulcrum</source>
        <translation>关于 Fulcrum(&amp;A)</translation>
    </message>
    <message>
        <source>Version and licence</source>
        <translation>版本与许可</translation>
    </message>
    <message>
        <source>About Fulcrum</source>
        <translation>关于 Fulcrum</translation>
    </message>
    <message>
        <source>&lt;h3&gt;Fulcrum %1&lt;/h3&gt;&lt;p&gt;A workbench for in-context learning with vision-language models.&lt;/p&gt;&lt;p&gt;Free software under the GNU General Public License, version 3 or later. Built with Qt %2, QCustomPlot, LibTorch, SQLite, SQLiteCpp, simdjson, nlohmann-json, PCRE2 and fmt.&lt;/p&gt;</source>
        <translation>&lt;h3&gt;Fulcrum %1&lt;/h3&gt;&lt;p&gt;视觉语言模型上下文学习工作台。&lt;/p&gt;&lt;p&gt;自由软件，采用 GNU 通用公共许可证第 3 版或更高版本。基于 Qt %2、QCustomPlot、LibTorch、SQLite、SQLiteCpp、simdjson、nlohmann-json、PCRE2 与 fmt 构建。&lt;/p&gt;</translation>
    </message>
    <message>
        <source>Filters</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>Nothing changed yet</source>
        <translation>尚无更改</translation>
    </message>
    <message>
        <source>History</source>
        <translation>历史</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>撤销(&amp;U)</translation>
    </message>
    <message>
        <source>Take the last change of tags or views back</source>
        <translation>撤销上一次对标签或视图的更改</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>重做(&amp;R)</translation>
    </message>
    <message>
        <source>Make the change again that was taken back</source>
        <translation>重新执行被撤销的更改</translation>
    </message>
    <message>
        <source>&amp;Undo: %1</source>
        <translation>撤销(&amp;U)：%1</translation>
    </message>
    <message>
        <source>&amp;Redo: %1</source>
        <translation>重做(&amp;R)：%1</translation>
    </message>
    <message>
        <source>Nothing was changed.</source>
        <translation>没有任何更改。</translation>
    </message>
    <message>
        <source>Nothing was taken back.</source>
        <translation>没有被撤销的更改。</translation>
    </message>
    <message>
        <source>&amp;Filters</source>
        <translation>筛选(&amp;F)</translation>
    </message>
    <message>
        <source>Show or hide the values that samples can be filtered by</source>
        <translation>显示或隐藏可用于筛选样本的值</translation>
    </message>
    <message>
        <source>&amp;History</source>
        <translation>历史(&amp;H)</translation>
    </message>
    <message>
        <source>Show or hide what was changed and can be undone</source>
        <translation>显示或隐藏可撤销的更改</translation>
    </message>
    <message>
        <source>starting</source>
        <translation>正在开始</translation>
    </message>
    <message>
        <source>Data are being imported.</source>
        <translation>正在导入数据。</translation>
    </message>
    <message>
        <source>Nothing is being imported.</source>
        <translation>当前没有导入任务。</translation>
    </message>
    <message>
        <source>&amp;Import changed files</source>
        <translation>导入已更改的文件(&amp;I)</translation>
    </message>
    <message>
        <source>Read the data files again; what has changed is imported beside the old version</source>
        <translation>重新读取数据文件；已更改的内容会作为新版本导入，旧版本保留</translation>
    </message>
    <message>
        <source>Cancel the import</source>
        <translation>取消导入</translation>
    </message>
    <message>
        <source>Stop reading; nothing of it stays</source>
        <translation>停止读取；不会留下任何内容</translation>
    </message>
    <message>
        <source>Importing, %1 %: %2</source>
        <translation>正在导入，%1 %：%2</translation>
    </message>
    <message numerus="yes">
        <source>%1 has changed since %2 and was imported beside the old version, which %n runs go on referring to.</source>
        <translation>
            <numerusform>%1 自 %2 以来已更改，已作为新版本导入；仍有 %n 次运行引用旧版本。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n records were left out; the first: %1</source>
        <translation>
            <numerusform>有 %n 条记录被略过；第一条：%1</numerusform>
        </translation>
    </message>
    <message>
        <source>Step</source>
        <translation>步骤</translation>
    </message>
    <message>
        <source>S&amp;tep</source>
        <translation>步骤(&amp;T)</translation>
    </message>
    <message>
        <source>Show or hide why the selected demonstration was chosen</source>
        <translation>显示或隐藏所选示例被选中的原因</translation>
    </message>
</context>
<context>
    <name>fulcrum::views::ChartsPage</name>
    <message>
        <source>Copy the results table</source>
        <translation>复制结果表</translation>
    </message>
    <message>
        <source>Copy all results as text with tabs</source>
        <translation>以制表符文本复制全部结果</translation>
    </message>
    <message>
        <source>Published numbers</source>
        <translation>已发表的数值</translation>
    </message>
    <message>
        <source>Lay the numbers of the paper over the curves</source>
        <translation>将论文中的数值叠加到曲线上</translation>
    </message>
    <message>
        <source>Results table</source>
        <translation>结果表</translation>
    </message>
    <message>
        <source>Metric over shots</source>
        <translation>指标随示例数的变化</translation>
    </message>
    <message>
        <source>What each strategy reaches with 1 to 8 demonstrations</source>
        <translation>各策略使用 1 到 8 个示例时达到的指标</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Loss and learning rate of Lever-LM, live</source>
        <translation>Lever-LM 的损失与学习率，实时更新</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>表格</translation>
    </message>
    <message>
        <source>The same numbers as a table</source>
        <translation>以表格显示同样的数值</translation>
    </message>
    <message>
        <source>Series</source>
        <translation>曲线</translation>
    </message>
    <message>
        <source>Training run</source>
        <translation>训练运行</translation>
    </message>
    <message>
        <source>Metric</source>
        <translation>指标</translation>
    </message>
    <message>
        <source>Smoothing</source>
        <translation>平滑</translation>
    </message>
    <message>
        <source>Moving average; the raw curve stays visible</source>
        <translation>滑动平均；原始曲线仍然可见</translation>
    </message>
    <message>
        <source>There are no results yet.</source>
        <translation>还没有结果。</translation>
    </message>
    <message>
        <source>There is no chart to export yet.</source>
        <translation>还没有可导出的图表。</translation>
    </message>
    <message>
        <source>No project is open</source>
        <translation>没有打开的项目</translation>
    </message>
    <message>
        <source>Charts show the results of a project.</source>
        <translation>图表显示项目的结果。</translation>
    </message>
    <message>
        <source>No training yet</source>
        <translation>还没有训练</translation>
    </message>
    <message>
        <source>Its curves appear here while it runs.</source>
        <translation>训练运行时曲线会显示在这里。</translation>
    </message>
    <message>
        <source>No results yet</source>
        <translation>还没有结果</translation>
    </message>
    <message>
        <source>Evaluate some strategies: each finished cell appears here as a point with its confidence interval.</source>
        <translation>评估一些策略：每个完成的单元会在这里显示为一个带置信区间的点。</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>epoch</source>
        <translation>轮次</translation>
    </message>
</context>
<context>
    <name>fulcrum::views::ConditionEditor</name>
    <message>
        <source>Not: samples of which this does not hold</source>
        <translation>取反：不满足此条件的样本</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>应用</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Upper and lower case differ</source>
        <translation>区分大小写</translation>
    </message>
    <message>
        <source>is</source>
        <translation>等于</translation>
    </message>
    <message>
        <source>matches the expression</source>
        <translation>匹配表达式</translation>
    </message>
    <message>
        <source>Comparison</source>
        <translation>比较方式</translation>
    </message>
    <message>
        <source>any</source>
        <translation>任意</translation>
    </message>
    <message>
        <source>Strategy</source>
        <translation>策略</translation>
    </message>
    <message>
        <source>Shots</source>
        <translation>示例数</translation>
    </message>
    <message>
        <source>equals</source>
        <translation>等于</translation>
    </message>
    <message>
        <source>lies between</source>
        <translation>介于</translation>
    </message>
    <message>
        <source>is less than</source>
        <translation>小于</translation>
    </message>
    <message>
        <source>is at most</source>
        <translation>不超过</translation>
    </message>
    <message>
        <source>is more than</source>
        <translation>大于</translation>
    </message>
    <message>
        <source>is at least</source>
        <translation>至少</translation>
    </message>
    <message>
        <source>and</source>
        <translation>和</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>Upper number</source>
        <translation>上限</translation>
    </message>
    <message>
        <source>Type one or more ids, with commas between them.</source>
        <translation>请输入一个或多个编号，用逗号分隔。</translation>
    </message>
    <message>
        <source>Type what to look for.</source>
        <translation>请输入要查找的内容。</translation>
    </message>
    <message>
        <source>The first number must not be the larger one.</source>
        <translation>第一个数不能大于第二个数。</translation>
    </message>
</context>
<context>
    <name>fulcrum::views::DataPage</name>
    <message>
        <source>Set as query</source>
        <translation>设为查询</translation>
    </message>
    <message>
        <source>Show what each strategy chooses for the selected sample</source>
        <translation>显示各策略为所选样本选择的示例</translation>
    </message>
    <message>
        <source>Copy ids</source>
        <translation>复制编号</translation>
    </message>
    <message>
        <source>Larger pictures</source>
        <translation>放大图片</translation>
    </message>
    <message>
        <source>Make the pictures of the grid larger</source>
        <translation>放大网格中的图片</translation>
    </message>
    <message>
        <source>Smaller pictures</source>
        <translation>缩小图片</translation>
    </message>
    <message>
        <source>Make the pictures of the grid smaller</source>
        <translation>缩小网格中的图片</translation>
    </message>
    <message>
        <source>Switch between grid and table</source>
        <translation>在网格与表格之间切换</translation>
    </message>
    <message>
        <source>Show the samples as pictures or as rows</source>
        <translation>以图片或行显示样本</translation>
    </message>
    <message>
        <source>Show all samples again</source>
        <translation>重新显示全部样本</translation>
    </message>
    <message>
        <source>Queries</source>
        <translation>查询</translation>
    </message>
    <message>
        <source>Validation split: what the models are asked</source>
        <translation>验证集：向模型提出的内容</translation>
    </message>
    <message>
        <source>Demonstrations</source>
        <translation>示例</translation>
    </message>
    <message>
        <source>Train split: where demonstrations come from</source>
        <translation>训练集：示例的来源</translation>
    </message>
    <message>
        <source>Size of the pictures</source>
        <translation>图片大小</translation>
    </message>
    <message>
        <source>Grid</source>
        <translation>网格</translation>
    </message>
    <message>
        <source>Samples as pictures</source>
        <translation>以图片显示样本</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>表格</translation>
    </message>
    <message>
        <source>Samples as rows</source>
        <translation>以行显示样本</translation>
    </message>
    <message>
        <source>Samples</source>
        <translation>样本</translation>
    </message>
    <message>
        <source>%1 samples</source>
        <translation>%1 个样本</translation>
    </message>
    <message>
        <source>%1 of %2 samples</source>
        <translation>%1 / %2 个样本</translation>
    </message>
    <message>
        <source>No project is open</source>
        <translation>没有打开的项目</translation>
    </message>
    <message>
        <source>Open one to look at its samples.</source>
        <translation>打开一个项目以查看其样本。</translation>
    </message>
    <message>
        <source>Reading the samples…</source>
        <translation>正在读取样本…</translation>
    </message>
    <message>
        <source>No data set for this task</source>
        <translation>此任务没有数据集</translation>
    </message>
    <message>
        <source>The project has no files for this task. Choose the other task above, or make a project that has them.</source>
        <translation>项目没有此任务的文件。请在上方选择另一任务，或新建含有这些文件的项目。</translation>
    </message>
    <message>
        <source>Words are searched in captions, questions and answers; id:391895 finds one sample; /expression/ is a regular expression.</source>
        <translation>在描述、问题和答案中搜索词语；id:391895 查找单个样本；/表达式/ 为正则表达式。</translation>
    </message>
    <message>
        <source>Queries come from the validation split: choose Queries first.</source>
        <translation>查询来自验证集：请先选择“查询”。</translation>
    </message>
    <message>
        <source>Queries come from the validation split. Choose “Queries” above to pick one.</source>
        <translation>查询来自验证集。请在上方选择“查询”后再挑选。</translation>
    </message>
    <message>
        <source>Order of the samples</source>
        <translation>样本的顺序</translation>
    </message>
    <message>
        <source>Both</source>
        <translation>并列</translation>
    </message>
    <message>
        <source>Grid and table side by side</source>
        <translation>网格与表格并列</translation>
    </message>
    <message numerus="yes">
        <source>No sample matches %n filters</source>
        <translation>
            <numerusform>没有样本符合 %n 个筛选条件</numerusform>
        </translation>
    </message>
    <message>
        <source>Order: %1</source>
        <translation>顺序：%1</translation>
    </message>
    <message>
        <source>Descending</source>
        <translation>降序</translation>
    </message>
    <message>
        <source>Scores of runs</source>
        <translation>各次运行的得分</translation>
    </message>
    <message>
        <source>Evaluations of this task score queries; there are none yet.</source>
        <translation>该任务的评估会为查询打分；目前还没有。</translation>
    </message>
    <message>
        <source>The images of this split have no embeddings yet: Jobs &gt; Build embeddings…</source>
        <translation>此划分的图像还没有嵌入：任务 &gt; 构建嵌入…</translation>
    </message>
    <message>
        <source>The texts of this split have no embeddings yet: Jobs &gt; Build embeddings…</source>
        <translation>此划分的文本还没有嵌入：任务 &gt; 构建嵌入…</translation>
    </message>
    <message>
        <source>Grid and table</source>
        <translation>网格与表格</translation>
    </message>
    <message>
        <source>Show grid and table side by side</source>
        <translation>并列显示网格和表格</translation>
    </message>
    <message>
        <source>Open the project folder</source>
        <translation>打开项目文件夹</translation>
    </message>
    <message>
        <source>Show the project in the file manager</source>
        <translation>在文件管理器中显示项目</translation>
    </message>
    <message>
        <source>Locate images…</source>
        <translation>定位图像…</translation>
    </message>
    <message>
        <source>Say where the image files of this split lie now</source>
        <translation>指定此划分的图像文件现在的位置</translation>
    </message>
    <message>
        <source>Quick look</source>
        <translation>快速查看</translation>
    </message>
    <message>
        <source>Show the picture as large as it fits, with its texts</source>
        <translation>以最大尺寸显示图片及其文本</translation>
    </message>
    <message>
        <source>Tag…</source>
        <translation>标签…</translation>
    </message>
    <message>
        <source>Tag the selected samples</source>
        <translation>为所选样本添加标签</translation>
    </message>
    <message>
        <source>Star</source>
        <translation>星标</translation>
    </message>
    <message>
        <source>Star the selected samples, or take their stars</source>
        <translation>为所选样本加星标，或取消星标</translation>
    </message>
    <message>
        <source>Find similar images</source>
        <translation>查找相似图像</translation>
    </message>
    <message>
        <source>Sort all samples by how much their image is like this one</source>
        <translation>按图像与此样本的相似度排列所有样本</translation>
    </message>
    <message>
        <source>Find similar texts</source>
        <translation>查找相似文本</translation>
    </message>
    <message>
        <source>Sort all samples by how much their text is like this one</source>
        <translation>按文本与此样本的相似度排列所有样本</translation>
    </message>
    <message>
        <source>Copy the ids of the selected samples, one a line</source>
        <translation>复制所选样本的编号，每行一个</translation>
    </message>
    <message>
        <source>Copy as CSV</source>
        <translation>复制为 CSV</translation>
    </message>
    <message>
        <source>Copy the selected samples as a table with commas</source>
        <translation>将所选样本复制为逗号分隔的表格</translation>
    </message>
    <message>
        <source>Open the image&apos;s folder</source>
        <translation>打开图像所在文件夹</translation>
    </message>
    <message>
        <source>Show the image file&apos;s folder in the file manager</source>
        <translation>在文件管理器中显示图像文件所在的文件夹</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>全选</translation>
    </message>
    <message>
        <source>Select every sample that is shown</source>
        <translation>选择所有显示的样本</translation>
    </message>
    <message>
        <source>Invert the selection</source>
        <translation>反选</translation>
    </message>
    <message>
        <source>Select what is not selected now</source>
        <translation>选择当前未选中的样本</translation>
    </message>
    <message>
        <source>Clear all filters</source>
        <translation>清除所有筛选</translation>
    </message>
    <message>
        <source>Remove the last filter</source>
        <translation>移除最后一个筛选</translation>
    </message>
    <message>
        <source>Take the newest condition away</source>
        <translation>移除最新的条件</translation>
    </message>
    <message>
        <source>Show the missing ones</source>
        <translation>显示缺失的</translation>
    </message>
    <message>
        <source>Show only samples whose image file is not there</source>
        <translation>只显示图像文件不存在的样本</translation>
    </message>
    <message>
        <source>Save view…</source>
        <translation>保存视图…</translation>
    </message>
    <message>
        <source>Keep filter and order under a name</source>
        <translation>以名称保存筛选条件和顺序</translation>
    </message>
    <message>
        <source>There are no samples.</source>
        <translation>没有样本。</translation>
    </message>
    <message>
        <source>Select samples first.</source>
        <translation>请先选择样本。</translation>
    </message>
    <message>
        <source>Select a sample first.</source>
        <translation>请先选择一个样本。</translation>
    </message>
    <message>
        <source>The tags are still being read.</source>
        <translation>正在读取标签。</translation>
    </message>
    <message>
        <source>Nothing is filtered.</source>
        <translation>没有筛选条件。</translation>
    </message>
    <message>
        <source>Filter or sort the samples first.</source>
        <translation>请先筛选或排序样本。</translation>
    </message>
    <message>
        <source>The embeddings are still being looked for.</source>
        <translation>正在查找嵌入。</translation>
    </message>
    <message numerus="yes">
        <source>%n rows copied</source>
        <translation>
            <numerusform>已复制 %n 行</numerusform>
        </translation>
    </message>
    <message>
        <source>No file manager could be started for %1</source>
        <translation>无法为 %1 启动文件管理器</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>第 %1 个，共 %2 个</translation>
    </message>
    <message>
        <source>Folder of the image files</source>
        <translation>图像文件所在的文件夹</translation>
    </message>
    <message>
        <source>%1 of %2 image files not found under %3</source>
        <translation>%2 个图像文件中有 %1 个在 %3 下找不到</translation>
    </message>
    <message>
        <source>Save view</source>
        <translation>保存视图</translation>
    </message>
    <message>
        <source>Name of this filter and order. A view of the same name is replaced.</source>
        <translation>为此筛选条件和顺序命名。同名视图将被替换。</translation>
    </message>
</context>
<context>
    <name>fulcrum::views::FacetRow</name>
    <message>
        <source>not %1, %2 samples</source>
        <translation>非 %1，%2 个样本</translation>
    </message>
    <message>
        <source>%1, %2 samples</source>
        <translation>%1，%2 个样本</translation>
    </message>
    <message>
        <source>%1: %2 samples. Click to show only these, Alt+click for everything else.</source>
        <translation>%1：%2 个样本。点击只显示这些样本，Alt+点击显示其余样本。</translation>
    </message>
</context>
<context>
    <name>fulcrum::views::FilterChip</name>
    <message>
        <source>Switch this filter on</source>
        <translation>启用此筛选</translation>
    </message>
    <message>
        <source>Switch this filter off</source>
        <translation>停用此筛选</translation>
    </message>
    <message>
        <source>Remove this filter</source>
        <translation>移除此筛选</translation>
    </message>
    <message>
        <source>not %1</source>
        <translation>非 %1</translation>
    </message>
    <message>
        <source>Edit…</source>
        <translation>编辑…</translation>
    </message>
    <message>
        <source>Not</source>
        <translation>取反</translation>
    </message>
    <message>
        <source>Switched off</source>
        <translation>已停用</translation>
    </message>
    <message>
        <source>Or: this or the filter before</source>
        <translation>或：此筛选或前一个筛选</translation>
    </message>
    <message>
        <source>And: on its own again</source>
        <translation>与：恢复为单独的筛选</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Click to edit, Alt+click for the opposite, drag onto another filter to have one or the other.</source>
        <translation>点击编辑，Alt+点击取反，拖到另一个筛选上表示二者任一。</translation>
    </message>
</context>
<context>
    <name>fulcrum::views::FilterChips</name>
    <message>
        <source>Filter</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>Add a filter</source>
        <translation>添加筛选</translation>
    </message>
    <message>
        <source>Views</source>
        <translation>视图</translation>
    </message>
    <message>
        <source>Saved views</source>
        <translation>已保存的视图</translation>
    </message>
    <message>
        <source>Filters</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>or</source>
        <translation>或</translation>
    </message>
    <message>
        <source>No view is saved yet</source>
        <translation>尚未保存视图</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>Rename…</source>
        <translation>重命名…</translation>
    </message>
    <message>
        <source>Rename view</source>
        <translation>重命名视图</translation>
    </message>
    <message>
        <source>New name</source>
        <translation>新名称</translation>
    </message>
    <message>
        <source>Replace by the present filter</source>
        <translation>替换为当前筛选</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
</context>
<context>
    <name>fulcrum::views::FiltersView</name>
    <message>
        <source>Nothing to filter</source>
        <translation>没有可筛选的内容</translation>
    </message>
    <message>
        <source>Open a project that has samples.</source>
        <translation>请打开包含样本的项目。</translation>
    </message>
    <message>
        <source>Counting…</source>
        <translation>正在统计…</translation>
    </message>
    <message>
        <source>No sample is left</source>
        <translation>没有剩余样本</translation>
    </message>
    <message>
        <source>The chips above the samples take filters away again.</source>
        <translation>可用样本上方的筛选标签移除筛选条件。</translation>
    </message>
    <message>
        <source>Show fewer</source>
        <translation>收起</translation>
    </message>
    <message>
        <source>Show all %1</source>
        <translation>显示全部 %1 个</translation>
    </message>
    <message>
        <source>%1 samples have other values</source>
        <translation>%1 个样本为其他值</translation>
    </message>
</context>
<context>
    <name>fulcrum::views::IcdCard</name>
    <message>
        <source>Answer: %1</source>
        <translation>答案：%1</translation>
    </message>
    <message>
        <source>Sample %1, chosen in step %2</source>
        <translation>样本 %1，第 %2 步选中</translation>
    </message>
    <message>
        <source>Step probability %1: softmax over the candidates after masking earlier picks</source>
        <translation>步概率 %1：屏蔽先前所选后对候选的 softmax</translation>
    </message>
    <message>
        <source>Rank %1 among all candidates of the step</source>
        <translation>在该步全部候选中排名第 %1</translation>
    </message>
    <message>
        <source>Cosine similarity %1 between query and demonstration</source>
        <translation>查询与示例的余弦相似度 %1</translation>
    </message>
    <message>
        <source>Gain %1: P(y|x,S) with this demonstration minus without it</source>
        <translation>增益 %1：加入该示例后的 P(y|x,S) 减去加入前的值</translation>
    </message>
    <message>
        <source>p %1</source>
        <translation>p %1</translation>
    </message>
    <message>
        <source>sim %1</source>
        <translation>相似 %1</translation>
    </message>
    <message>
        <source>g %1</source>
        <translation>增益 %1</translation>
    </message>
    <message>
        <source>Edited for this what-if; the data set says something else</source>
        <translation>为此假设而改；数据集中并非如此</translation>
    </message>
    <message>
        <source>Entropy %1 bits of the step&apos;s distribution</source>
        <translation>该步分布的熵为 %1 比特</translation>
    </message>
    <message>
        <source>Demonstration %1 of %2, chosen in step %3: %4</source>
        <translation>第 %1 个示例，共 %2 个，第 %3 步选中：%4</translation>
    </message>
    <message>
        <source>edited</source>
        <translation>已改</translation>
    </message>
</context>
<context>
    <name>fulcrum::views::InlineBar</name>
    <message>
        <source>Dismiss</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>fulcrum::views::InspectorView</name>
    <message>
        <source>Nothing selected</source>
        <translation>未选择任何内容</translation>
    </message>
    <message>
        <source>Select a sample to see its picture and all of its texts.</source>
        <translation>选择样本以查看其图片和全部文本。</translation>
    </message>
    <message>
        <source>Picture of sample %1</source>
        <translation>样本 %1 的图片</translation>
    </message>
    <message>
        <source>Captions</source>
        <translation>图像描述</translation>
    </message>
    <message>
        <source>This caption is the one that a demonstration shows</source>
        <translation>示例中展示的就是这条描述</translation>
    </message>
    <message>
        <source>Answer: %1</source>
        <translation>答案：%1</translation>
    </message>
    <message>
        <source>%1 × %2</source>
        <translation>%1 × %2</translation>
    </message>
    <message>
        <source>All answers</source>
        <translation>全部答案</translation>
    </message>
    <message>
        <source>Question id</source>
        <translation>问题编号</translation>
    </message>
    <message>
        <source>Image id</source>
        <translation>图像编号</translation>
    </message>
    <message>
        <source>Position</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>划分</translation>
    </message>
    <message>
        <source>train (demonstrations)</source>
        <translation>训练（示例）</translation>
    </message>
    <message>
        <source>validation (queries)</source>
        <translation>验证（查询）</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Pixels</source>
        <translation>像素</translation>
    </message>
    <message>
        <source>Question type</source>
        <translation>问题类型</translation>
    </message>
    <message>
        <source>Answer type</source>
        <translation>答案类型</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Add a tag</source>
        <translation>添加标签</translation>
    </message>
    <message>
        <source>Remove the tag “%1”</source>
        <translation>移除标签“%1”</translation>
    </message>
    <message>
        <source>Hidden until you reveal it (R).</source>
        <translation>显示答案（R）前保持隐藏。</translation>
    </message>
    <message>
        <source>Used as ICD</source>
        <translation>用作 ICD</translation>
    </message>
    <message numerus="yes">
        <source>%n times</source>
        <translation>
            <numerusform>%n 次</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fulcrum::views::JobsView</name>
    <message>
        <source>Jobs</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Pause the selected job at the end of its unit</source>
        <translation>在单元结束时暂停所选任务</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Let the selected job go on where it stopped</source>
        <translation>让所选任务从停止处继续</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Stop the selected job; what is done is kept</source>
        <translation>停止所选任务；已完成的部分会保留</translation>
    </message>
    <message>
        <source>No project is open</source>
        <translation>没有打开的项目</translation>
    </message>
    <message>
        <source>Jobs belong to a project.</source>
        <translation>任务属于项目。</translation>
    </message>
    <message>
        <source>The queue is empty</source>
        <translation>队列为空</translation>
    </message>
    <message>
        <source>Embeddings first, then D_M, then training, then evaluation.</source>
        <translation>先构建嵌入，再构建 D_M，然后训练，最后评估。</translation>
    </message>
</context>
<context>
    <name>fulcrum::views::LaneView</name>
    <message>
        <source>Lane %1</source>
        <translation>策略行 %1</translation>
    </message>
    <message>
        <source>No demonstrations: the model sees the query alone.</source>
        <translation>没有示例：模型只看到查询。</translation>
    </message>
    <message>
        <source>Not evaluated with this query and number of shots.</source>
        <translation>尚未以此查询和示例数评估。</translation>
    </message>
    <message>
        <source>Prediction</source>
        <translation>预测</translation>
    </message>
    <message>
        <source>(empty)</source>
        <translation>（空）</translation>
    </message>
    <message>
        <source>%1 of this query&apos;s prediction</source>
        <translation>此查询预测的 %1</translation>
    </message>
    <message>
        <source>All queries: %1</source>
        <translation>全部查询：%1</translation>
    </message>
    <message>
        <source>%1 of the whole evaluation cell at this number of shots</source>
        <translation>此示例数下整个评估单元的%1</translation>
    </message>
    <message>
        <source>Everything that can be done with this lane</source>
        <translation>对此策略行可做的一切</translation>
    </message>
    <message>
        <source>Menu of lane %1</source>
        <translation>策略行 %1 的菜单</translation>
    </message>
    <message>
        <source>pinned; %1</source>
        <translation>已置顶；%1</translation>
    </message>
    <message>
        <source>unchanged</source>
        <translation>未变</translation>
    </message>
    <message>
        <source>changed</source>
        <translation>已变</translation>
    </message>
    <message>
        <source>P(y|x,S) %1</source>
        <translation>P(y|x,S) %1</translation>
    </message>
    <message>
        <source>Likelihood of the query&apos;s true answer: exp(−mean token cross-entropy)</source>
        <translation>查询真实答案的似然：exp(−词元平均交叉熵)</translation>
    </message>
    <message>
        <source>Stop asking</source>
        <translation>停止询问</translation>
    </message>
    <message>
        <source>Ask the model</source>
        <translation>询问模型</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>Asking…</source>
        <translation>正在询问…</translation>
    </message>
    <message>
        <source>Predict with this sequence and score the prediction; the model is loaded first</source>
        <translation>用此序列预测并评分；先要加载模型</translation>
    </message>
    <message>
        <source>Predict with this sequence and score the prediction, about %1</source>
        <translation>用此序列预测并评分，约需 %1</translation>
    </message>
    <message>
        <source>The lane shows no sequence.</source>
        <translation>此策略行没有序列。</translation>
    </message>
    <message>
        <source>Unpin</source>
        <translation>取消置顶</translation>
    </message>
    <message>
        <source>Pin to the top</source>
        <translation>置顶</translation>
    </message>
    <message>
        <source>Hide</source>
        <translation>隐藏</translation>
    </message>
    <message>
        <source>Move up</source>
        <translation>上移</translation>
    </message>
    <message>
        <source>Move down</source>
        <translation>下移</translation>
    </message>
    <message>
        <source>Duplicate as a what-if</source>
        <translation>复制为假设</translation>
    </message>
    <message>
        <source>Save as fixed set…</source>
        <translation>保存为固定集合…</translation>
    </message>
    <message>
        <source>There are no demonstrations.</source>
        <translation>没有示例。</translation>
    </message>
    <message>
        <source>Keep…</source>
        <translation>保留…</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>丢弃</translation>
    </message>
    <message>
        <source>Draw again</source>
        <translation>重新抽取</translation>
    </message>
    <message>
        <source>Seed…</source>
        <translation>种子…</translation>
    </message>
    <message>
        <source>As in the evaluation</source>
        <translation>与评估相同</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>As in the evaluation, else the newest</source>
        <translation>与评估相同，否则用最新的</translation>
    </message>
    <message>
        <source>Checkpoint</source>
        <translation>检查点</translation>
    </message>
    <message>
        <source>Best</source>
        <translation>最佳</translation>
    </message>
    <message>
        <source>Last</source>
        <translation>最后</translation>
    </message>
    <message>
        <source>Only samples of the train split of this task can be demonstrations.</source>
        <translation>只有此任务训练集的样本可以作为示例。</translation>
    </message>
    <message numerus="yes">
        <source>A what-if has at most %n demonstrations.</source>
        <translation>
            <numerusform>一个假设最多有 %n 个示例。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fulcrum::views::LogView</name>
    <message>
        <source>Log</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>Show lines of this level and above</source>
        <translation>显示此级别及以上的行</translation>
    </message>
    <message>
        <source>Lowest level</source>
        <translation>最低级别</translation>
    </message>
    <message>
        <source>Filter (regular expression)</source>
        <translation>筛选（正则表达式）</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>Follow</source>
        <translation>跟随</translation>
    </message>
    <message>
        <source>Scroll to the newest line</source>
        <translation>滚动到最新一行</translation>
    </message>
    <message>
        <source>Copy the selected lines, or all</source>
        <translation>复制所选行或全部</translation>
    </message>
    <message>
        <source>Save the log to a file</source>
        <translation>将日志保存到文件</translation>
    </message>
    <message>
        <source>Save the log</source>
        <translation>保存日志</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
</context>
<context>
    <name>fulcrum::views::QuickLook</name>
    <message>
        <source>%1 × %2</source>
        <translation>%1 × %2</translation>
    </message>
    <message>
        <source>Close (Esc)</source>
        <translation>关闭 (Esc)</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Picture of sample %1</source>
        <translation>样本 %1 的图片</translation>
    </message>
    <message>
        <source>%1  ·  #%2  ·  %3</source>
        <translation>%1  ·  #%2  ·  %3</translation>
    </message>
    <message>
        <source>Sample %1: %2</source>
        <translation>样本 %1：%2</translation>
    </message>
</context>
<context>
    <name>fulcrum::views::SampleGrid</name>
    <message numerus="yes">
        <source>%n samples</source>
        <translation>
            <numerusform>%n 个样本</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fulcrum::views::SampleTable</name>
    <message>
        <source>Reset columns</source>
        <translation>重置列</translation>
    </message>
</context>
<context>
    <name>fulcrum::views::SearchBox</name>
    <message>
        <source>Search captions, questions, answers, id:…</source>
        <translation>搜索描述、问题、答案、id:…</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>Completions</source>
        <translation>补全</translation>
    </message>
    <message>
        <source>Character %1, “%2”: %3</source>
        <translation>第 %1 个字符，“%2”：%3</translation>
    </message>
</context>
<context>
    <name>fulcrum::views::SequencesPage</name>
    <message>
        <source>Reveal the ground truth</source>
        <translation>显示真实答案</translation>
    </message>
    <message>
        <source>Show or hide the reference captions or answers of the query</source>
        <translation>显示或隐藏查询的参考描述或答案</translation>
    </message>
    <message>
        <source>Order of selection</source>
        <translation>选择顺序</translation>
    </message>
    <message>
        <source>Sort the cards by the step in which they were chosen instead of by their place in the prompt</source>
        <translation>按选中的步骤而不是在提示中的位置排列卡片</translation>
    </message>
    <message>
        <source>Fewer shots</source>
        <translation>减少示例</translation>
    </message>
    <message>
        <source>One demonstration less</source>
        <translation>少一个示例</translation>
    </message>
    <message>
        <source>More shots</source>
        <translation>增加示例</translation>
    </message>
    <message>
        <source>One demonstration more</source>
        <translation>多一个示例</translation>
    </message>
    <message>
        <source>Previous query</source>
        <translation>上一个查询</translation>
    </message>
    <message>
        <source>The query before in the official order</source>
        <translation>官方顺序中的上一个查询</translation>
    </message>
    <message>
        <source>Next query</source>
        <translation>下一个查询</translation>
    </message>
    <message>
        <source>The query after in the official order</source>
        <translation>官方顺序中的下一个查询</translation>
    </message>
    <message>
        <source>Previous lane</source>
        <translation>上一个策略</translation>
    </message>
    <message>
        <source>Move to the strategy above</source>
        <translation>移到上方的策略</translation>
    </message>
    <message>
        <source>Next lane</source>
        <translation>下一个策略</translation>
    </message>
    <message>
        <source>Move to the strategy below</source>
        <translation>移到下方的策略</translation>
    </message>
    <message>
        <source>Number of shots</source>
        <translation>示例数</translation>
    </message>
    <message>
        <source>Number of demonstrations in the prompt (, and .)</source>
        <translation>提示中的示例数（, 和 .）</translation>
    </message>
    <message numerus="yes">
        <source>%n shots</source>
        <translation>
            <numerusform>%n 个示例</numerusform>
        </translation>
    </message>
    <message>
        <source>Reading the samples…</source>
        <translation>正在读取样本…</translation>
    </message>
    <message>
        <source>Pick a query</source>
        <translation>选择一个查询</translation>
    </message>
    <message>
        <source>Press Enter on a sample of the Data page to see the demonstrations that each strategy chooses for it.</source>
        <translation>在数据页的样本上按回车，即可查看各策略为它选择的示例。</translation>
    </message>
    <message>
        <source>Question %1</source>
        <translation>问题 %1</translation>
    </message>
    <message>
        <source>Image %1</source>
        <translation>图像 %1</translation>
    </message>
    <message>
        <source>Answers: %1</source>
        <translation>答案：%1</translation>
    </message>
    <message>
        <source>The answers are hidden. Press R to reveal them.</source>
        <translation>答案已隐藏。按 R 显示。</translation>
    </message>
    <message>
        <source>Describe this image</source>
        <translation>描述这张图像</translation>
    </message>
    <message>
        <source>The captions are hidden. Press R to reveal them.</source>
        <translation>描述已隐藏。按 R 显示。</translation>
    </message>
    <message>
        <source>What the models do now</source>
        <translation>模型当前的工作</translation>
    </message>
    <message>
        <source>%1, a demonstration looked at as a query</source>
        <translation>%1，作为查询查看的示例</translation>
    </message>
    <message>
        <source>What-if: drag cards, or Ctrl+Left and Ctrl+Right; Delete removes, Insert adds, F2 edits the text. The lanes stay as they are, a copy changes.</source>
        <translation>假设模式：拖动卡片，或按 Ctrl+左、Ctrl+右；Delete 移除，Insert 添加，F2 编辑文本。原策略行保持不变，改动的是副本。</translation>
    </message>
    <message>
        <source>Look at the demonstration as a query</source>
        <translation>把示例作为查询查看</translation>
    </message>
    <message>
        <source>Make the selected demonstration the current query; Alt+Left leads back</source>
        <translation>将所选示例设为当前查询；Alt+左返回</translation>
    </message>
    <message>
        <source>Show hidden lanes</source>
        <translation>显示隐藏的策略行</translation>
    </message>
    <message>
        <source>Bring back the lanes that were hidden</source>
        <translation>恢复被隐藏的策略行</translation>
    </message>
    <message>
        <source>Allow STTR as oracle</source>
        <translation>允许 STTR 作为神谕</translation>
    </message>
    <message>
        <source>Show STTR for captions, which looks at the query&apos;s true caption: an upper bound, not a method</source>
        <translation>在图像描述任务中显示 STTR，它会看到查询的真实描述：只是上界，不是方法</translation>
    </message>
    <message>
        <source>Ask the model about this lane</source>
        <translation>就此策略行询问模型</translation>
    </message>
    <message>
        <source>Predict with the sequence of the selected card and score the prediction</source>
        <translation>用所选卡片所在的序列预测并评分</translation>
    </message>
    <message>
        <source>Ask the model about all lanes</source>
        <translation>就所有策略行询问模型</translation>
    </message>
    <message>
        <source>Predict with every sequence that has no prediction yet</source>
        <translation>用每个还没有预测的序列预测</translation>
    </message>
    <message>
        <source>Stop asking</source>
        <translation>停止询问</translation>
    </message>
    <message>
        <source>Take back all questions to the models</source>
        <translation>撤回对模型的全部询问</translation>
    </message>
    <message>
        <source>Compute gains</source>
        <translation>计算增益</translation>
    </message>
    <message>
        <source>What each demonstration of the selected lane added</source>
        <translation>所选策略行中每个示例带来的增益</translation>
    </message>
    <message>
        <source>Leave one out</source>
        <translation>逐一剔除</translation>
    </message>
    <message>
        <source>What is lost without each demonstration of the selected lane</source>
        <translation>去掉所选策略行中每个示例的损失</translation>
    </message>
    <message>
        <source>Order sensitivity</source>
        <translation>顺序敏感性</translation>
    </message>
    <message>
        <source>The selected lane&apos;s demonstrations in other orders</source>
        <translation>所选策略行的示例换用其他顺序</translation>
    </message>
    <message>
        <source>What-if mode</source>
        <translation>假设模式</translation>
    </message>
    <message>
        <source>Change sequences and see what the model says then</source>
        <translation>改动序列，看模型怎么说</translation>
    </message>
    <message>
        <source>Move the demonstration left</source>
        <translation>左移示例</translation>
    </message>
    <message>
        <source>One place further from the query</source>
        <translation>离查询远一位</translation>
    </message>
    <message>
        <source>Move the demonstration right</source>
        <translation>右移示例</translation>
    </message>
    <message>
        <source>One place nearer to the query</source>
        <translation>离查询近一位</translation>
    </message>
    <message>
        <source>Remove the demonstration</source>
        <translation>移除示例</translation>
    </message>
    <message>
        <source>Take the selected card out of the sequence</source>
        <translation>将所选卡片移出序列</translation>
    </message>
    <message>
        <source>Insert demonstrations…</source>
        <translation>插入示例…</translation>
    </message>
    <message>
        <source>Choose samples of the train split to stand before the selected card</source>
        <translation>从训练集中选择样本，放在所选卡片之前</translation>
    </message>
    <message>
        <source>Edit the demonstration&apos;s text…</source>
        <translation>编辑示例的文本…</translation>
    </message>
    <message>
        <source>Give the selected card another caption or answer; the data set stays as it is</source>
        <translation>给所选卡片换一条描述或答案；数据集保持不变</translation>
    </message>
    <message>
        <source>Keep the what-if…</source>
        <translation>保留假设…</translation>
    </message>
    <message>
        <source>Store the selected what-if under a name</source>
        <translation>以某个名称保存所选假设</translation>
    </message>
    <message>
        <source>Discard the what-if</source>
        <translation>丢弃假设</translation>
    </message>
    <message>
        <source>Remove the selected what-if</source>
        <translation>移除所选假设</translation>
    </message>
    <message>
        <source>Save as fixed set…</source>
        <translation>保存为固定集合…</translation>
    </message>
    <message>
        <source>Store the demonstrations of the selected lane as a set</source>
        <translation>将所选策略行的示例保存为集合</translation>
    </message>
    <message>
        <source>Select a card first.</source>
        <translation>请先选择一张卡片。</translation>
    </message>
    <message>
        <source>Turn what-if mode on first (W).</source>
        <translation>请先打开假设模式（W）。</translation>
    </message>
    <message>
        <source>Select a card of a what-if first.</source>
        <translation>请先选择某个假设中的卡片。</translation>
    </message>
    <message>
        <source>Pick a query first.</source>
        <translation>请先选择一个查询。</translation>
    </message>
    <message>
        <source>Every lane has a prediction.</source>
        <translation>每个策略行都已有预测。</translation>
    </message>
    <message>
        <source>No model is being asked.</source>
        <translation>没有正在询问的模型。</translation>
    </message>
    <message>
        <source>No lane is hidden.</source>
        <translation>没有隐藏的策略行。</translation>
    </message>
    <message>
        <source>STTR needs no oracle for questions.</source>
        <translation>对问题而言，STTR 无需神谕。</translation>
    </message>
    <message>
        <source>What if it said something else?</source>
        <translation>如果它说的是别的呢？</translation>
    </message>
    <message>
        <source>Answer that the demonstration gives to “%1”:</source>
        <translation>示例对“%1”的回答：</translation>
    </message>
    <message>
        <source>Caption of the demonstration:</source>
        <translation>示例的描述：</translation>
    </message>
    <message numerus="yes">
        <source>A what-if has at most %n demonstrations.</source>
        <translation>
            <numerusform>一个假设最多有 %n 个示例。</numerusform>
        </translation>
    </message>
    <message>
        <source>Save as fixed set</source>
        <translation>保存为固定集合</translation>
    </message>
    <message>
        <source>Keep the what-if</source>
        <translation>保留假设</translation>
    </message>
    <message>
        <source>Name:</source>
        <translation>名称：</translation>
    </message>
    <message>
        <source>%1, query %2</source>
        <translation>%1，查询 %2</translation>
    </message>
    <message>
        <source>Random lane</source>
        <translation>随机策略行</translation>
    </message>
    <message>
        <source>Seed of the draw:</source>
        <translation>抽取的种子：</translation>
    </message>
</context>
<context>
    <name>fulcrum::views::StepInspector</name>
    <message>
        <source>Exclude and regenerate</source>
        <translation>排除并重新生成</translation>
    </message>
    <message>
        <source>Likelihood of the true answer as the sequence grew</source>
        <translation>序列增长过程中真实答案的似然</translation>
    </message>
    <message>
        <source>What is lost without each demonstration</source>
        <translation>去掉每个示例的损失</translation>
    </message>
    <message>
        <source>Likelihood of the true answer in other orders</source>
        <translation>其他顺序下真实答案的似然</translation>
    </message>
    <message>
        <source>Gains</source>
        <translation>增益</translation>
    </message>
    <message>
        <source>P(y|x,S) of the query&apos;s true answer y after each step; gain: difference to the step before; log-gain: the same of the logarithms</source>
        <translation>每一步之后查询真实答案 y 的 P(y|x,S)；增益：与上一步之差；对数增益：对数之差</translation>
    </message>
    <message>
        <source>Leave one out</source>
        <translation>逐一剔除</translation>
    </message>
    <message>
        <source>P(y|x,S) minus P(y|x,S without this demonstration)</source>
        <translation>P(y|x,S) 减去去掉该示例后的 P(y|x,S)</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>顺序</translation>
    </message>
    <message>
        <source>P(y|x,S) of the same demonstrations in other orders: all of them up to four, else 24</source>
        <translation>同样的示例在其他顺序下的 P(y|x,S)：不超过四个时取全部顺序，否则取 24 种</translation>
    </message>
    <message>
        <source>Alternatives</source>
        <translation>备选</translation>
    </message>
    <message>
        <source>The best candidates of this step; what was chosen is marked</source>
        <translation>该步最好的候选；选中者有标记</translation>
    </message>
    <message>
        <source>Alternatives of the step</source>
        <translation>该步的备选</translation>
    </message>
    <message>
        <source>Compute</source>
        <translation>计算</translation>
    </message>
    <message>
        <source>Compute: %1</source>
        <translation>计算：%1</translation>
    </message>
    <message>
        <source>Select a card</source>
        <translation>选择一张卡片</translation>
    </message>
    <message>
        <source>Select a demonstration on the Sequences page to see why it was chosen and what it does.</source>
        <translation>在序列页上选择一个示例，查看它为何被选中以及有何作用。</translation>
    </message>
    <message>
        <source>%1: step %2, place %3 of %4</source>
        <translation>%1：第 %2 步，位置 %3/%4</translation>
    </message>
    <message>
        <source>image and text</source>
        <translation>图像和文本</translation>
    </message>
    <message>
        <source>image</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>text</source>
        <translation>文本</translation>
    </message>
    <message numerus="yes">
        <source>Lever-LM sees the query&apos;s %1 and the candidates&apos; %2; %n candidates.</source>
        <translation>
            <numerusform>Lever-LM 看到查询的%1和候选的%2；共 %n 个候选。</numerusform>
        </translation>
    </message>
    <message>
        <source>%1
Sample %2</source>
        <translation>%1
样本 %2</translation>
    </message>
    <message>
        <source>Looking for the alternatives…</source>
        <translation>正在查找备选…</translation>
    </message>
    <message>
        <source>The alternatives of this step are not known: an earlier choice differs from what is chosen now.</source>
        <translation>该步的备选未知：之前的某个选择与现在的不同。</translation>
    </message>
    <message>
        <source>These have %1 of the probability.</source>
        <translation>它们占概率的 %1。</translation>
    </message>
    <message>
        <source>Margin of the first over the second: %1.</source>
        <translation>第一名领先第二名 %1。</translation>
    </message>
    <message>
        <source>Entropy: %1 bits.</source>
        <translation>熵：%1 比特。</translation>
    </message>
    <message>
        <source>Lever-LM writes the sequence again and may not use this demonstration; a what-if shows it</source>
        <translation>Lever-LM 重新写出序列且不得使用此示例；结果显示为一个假设</translation>
    </message>
    <message>
        <source>Only a sequence that a Lever-LM of this project wrote can be written again.</source>
        <translation>只有本项目的 Lever-LM 写出的序列才能重新写出。</translation>
    </message>
    <message numerus="yes">
        <source>%n forward passes</source>
        <translation>
            <numerusform>%n 次前向计算</numerusform>
        </translation>
    </message>
    <message>
        <source>Asking…</source>
        <translation>正在询问…</translation>
    </message>
    <message>
        <source>No score yet. %1; the model is loaded first.</source>
        <translation>尚无分数。%1；先要加载模型。</translation>
    </message>
    <message>
        <source>No score yet. %1, about %2 on this device.</source>
        <translation>尚无分数。%1，在此设备上约需 %2。</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>P(y|x) without demonstrations: %1</source>
        <translation>没有示例时的 P(y|x)：%1</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>步骤</translation>
    </message>
    <message>
        <source>gain</source>
        <translation>增益</translation>
    </message>
    <message>
        <source>log-gain</source>
        <translation>对数增益</translation>
    </message>
    <message>
        <source>total</source>
        <translation>累计</translation>
    </message>
    <message>
        <source>Step %1, place %2: P(y|x,S) %3, gain %4</source>
        <translation>第 %1 步，位置 %2：P(y|x,S) %3，增益 %4</translation>
    </message>
    <message>
        <source>The official gain is the difference of probabilities, not of logarithms.</source>
        <translation>官方的增益是概率之差，而不是对数之差。</translation>
    </message>
    <message>
        <source>%1
P(y|x,S) falls from %2 to %3 without it</source>
        <translation>%1
去掉它后 P(y|x,S) 由 %2 变为 %3</translation>
    </message>
    <message>
        <source>Without this demonstration P(y|x,S) falls by %1.</source>
        <translation>去掉此示例后 P(y|x,S) 下降 %1。</translation>
    </message>
    <message>
        <source>Without this demonstration P(y|x,S) rises by %1.</source>
        <translation>去掉此示例后 P(y|x,S) 上升 %1。</translation>
    </message>
    <message>
        <source>present order %1: %2</source>
        <translation>当前顺序 %1：%2</translation>
    </message>
    <message>
        <source>order %1: %2</source>
        <translation>顺序 %1：%2</translation>
    </message>
    <message>
        <source>The present order (diamond) is number %1 of %2.</source>
        <translation>当前顺序（菱形）排第 %1，共 %2 种。</translation>
    </message>
    <message>
        <source>The best is %1, %2.</source>
        <translation>最好的是 %1，%2。</translation>
    </message>
</context>
<context>
    <name>fulcrum::views::TagEditor</name>
    <message>
        <source>Tags</source>
        <translation>标签</translation>
    </message>
    <message numerus="yes">
        <source>Tags of %n samples</source>
        <translation>
            <numerusform>%n 个样本的标签</numerusform>
        </translation>
    </message>
    <message>
        <source>Find or create a tag</source>
        <translation>查找或新建标签</translation>
    </message>
    <message>
        <source>Create “%1”</source>
        <translation>新建“%1”</translation>
    </message>
</context>
<context>
    <name>fulcrum::views::WelcomePage</name>
    <message>
        <source>not found: %1</source>
        <translation>未找到：%1</translation>
    </message>
    <message>
        <source>Fulcrum</source>
        <translation>Fulcrum</translation>
    </message>
    <message>
        <source>See which demonstrations move a vision-language model, and why.</source>
        <translation>看清哪些示例撬动视觉语言模型，以及原因。</translation>
    </message>
    <message>
        <source>Open the demo project</source>
        <translation>打开演示项目</translation>
    </message>
    <message>
        <source>Tiny World: synthetic images with small but real models. Runs on any computer.</source>
        <translation>Tiny World：合成图像，配有真实的小模型。可在任何计算机上运行。</translation>
    </message>
    <message>
        <source>New project from COCO or VQAv2</source>
        <translation>从 COCO 或 VQAv2 新建项目</translation>
    </message>
    <message>
        <source>Choose the annotation files and the image folders. Nothing is copied.</source>
        <translation>选择标注文件和图像文件夹。不会复制任何内容。</translation>
    </message>
    <message>
        <source>Open a project folder</source>
        <translation>打开项目文件夹</translation>
    </message>
    <message>
        <source>A folder NAME.fulcrum that Fulcrum or fulcrum-cli has made.</source>
        <translation>由 Fulcrum 或 fulcrum-cli 创建的 NAME.fulcrum 文件夹。</translation>
    </message>
    <message>
        <source>Recent projects</source>
        <translation>最近的项目</translation>
    </message>
    <message>
        <source>This computer</source>
        <translation>这台计算机</translation>
    </message>
    <message>
        <source>None yet. The demo project is a good first one.</source>
        <translation>还没有。演示项目是不错的开始。</translation>
    </message>
</context>
<context>
    <name>fulcrum::views::WordHistogram</name>
    <message>
        <source>Number of words</source>
        <translation>词数</translation>
    </message>
    <message>
        <source>all</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation>%1 到 %2</translation>
    </message>
    <message>
        <source>%1+</source>
        <translation>%1+</translation>
    </message>
    <message>
        <source>%1 words and more: %2 samples</source>
        <translation>%1 个词及以上：%2 个样本</translation>
    </message>
    <message>
        <source>%1 words: %2 samples</source>
        <translation>%1 个词：%2 个样本</translation>
    </message>
</context>
</TS>
